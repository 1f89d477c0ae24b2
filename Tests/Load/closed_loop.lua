-- Draws requests from a file and gives each that needs one a key of its own.
-- Arguments: the file, a seed. The file: requests separated by 0x1e, with 0x1f where the key goes.
--
-- Each thread has one connection and asks again as soon as it is answered, so a request took as long as until the next one. wrk's own
-- percentiles are of more requests than were sent: for each that takes longer than the mean it counts some that would have waited behind it
-- had all been sent at one rate. That holds where requests are alike, but not of a dear one among cheap ones.
local ffi = require("ffi")
ffi.cdef("struct instant { long seconds; long nanoseconds; }; int clock_gettime(int clock, struct instant *now);")
local CLOCK_MONOTONIC = 1

local requests = {}
local threads = {}
local asked
local instant = ffi.new("struct instant")
-- Milliseconds; a global, as `number` is, because threads hand on no others.
took = {}

function setup(thread)
    threads[#threads + 1] = thread
    thread:set("number", #threads)
end

function init(arguments)
    math.randomseed(tonumber(arguments[2]) + number)
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
    ffi.C.clock_gettime(CLOCK_MONOTONIC, instant)
    local now = tonumber(instant.seconds) * 1e3 + tonumber(instant.nanoseconds) / 1e6
    if asked then took[#took + 1] = now - asked end
    asked = now
    local drawn = requests[math.random(#requests)]
    if type(drawn) == "string" then return drawn end
    return drawn[1] .. key() .. drawn[2]
end

-- The value that so many of the sorted values do not exceed; null of none.
local function percentile(sorted, share)
    local value = sorted[math.ceil(share * #sorted)]
    return value and string.format("%.3f", value) or "null"
end

function done(summary)
    local all = {}
    for _, thread in ipairs(threads) do
        for _, milliseconds in ipairs(thread:get("took")) do all[#all + 1] = milliseconds end
    end
    table.sort(all)
    local errors = summary.errors
    io.write(string.format(
        '\n{"seconds": %.6f, "requests": %d, "refused": %d, "broken": %d, "timeouts": %d, "p50": %s, "p95": %s, "p99": %s}\n',
        summary.duration / 1e6, summary.requests, errors.status, errors.connect + errors.read + errors.write, errors.timeout,
        percentile(all, 0.50), percentile(all, 0.95), percentile(all, 0.99)
    ))
end
