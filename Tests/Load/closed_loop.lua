-- Draws requests from a file and gives each that needs one a key of its own.
-- Arguments: the file, a seed. The file: requests separated by 0x1e, with 0x1f where the key goes.
local requests = {}

function init(arguments)
    math.randomseed(tonumber(arguments[2]))
    local file = assert(io.open(arguments[1], "rb"))
    for text in file:read("*a"):gmatch("[^\30]+") do
        local first, last = text:match("^(.-)\31(.*)$")
        requests[#requests + 1] = first and { first, last } or text
    end
    file:close()
end

local function key()
    local random = math.random
    return string.format(
        "%08x-%04x-4%03x-8%03x-%04x%08x",
        random(0, 0xffffffff), random(0, 0xffff), random(0, 0xfff), random(0, 0xfff), random(0, 0xffff), random(0, 0xffffffff)
    )
end

function request()
    local drawn = requests[math.random(#requests)]
    if type(drawn) == "string" then return drawn end
    return drawn[1] .. key() .. drawn[2]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\n{"seconds": %.6f, "requests": %d, "refused": %d, "broken": %d, "timeouts": %d, "p50": %.3f, "p95": %.3f, "p99": %.3f}\n',
        summary.duration / 1e6, summary.requests, errors.status, errors.connect + errors.read + errors.write, errors.timeout,
        latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3
    ))
end
