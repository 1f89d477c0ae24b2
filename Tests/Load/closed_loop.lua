-- Draws requests from a file and gives each that needs one a key of its own.
-- Arguments: the file, a seed. The file: requests separated by 0x1e, with 0x1f where the key goes.
--
-- Each thread has one connection and asks again as soon as it is answered, so a request took as long as until the next one. wrk's own
-- percentiles are of more requests than were sent: for each that takes longer than two usually do it counts some that would have waited
-- behind it, had all been sent at one rate. That holds where requests are alike, but not of a dear one among cheap ones.
local ffi = require("ffi")
ffi.cdef("struct instant { long seconds; long nanoseconds; }; int clock_gettime(int clock, struct instant *now);")
local CLOCK_MONOTONIC = 1

local requests = {}
local threads = {}
local instant = ffi.new("struct instant")
local isTrial
-- Milliseconds of a clock: when each request was made, and so when the one before was answered. A global, as `number` is, since threads
-- hand on no others.
instants = {}

function setup(thread)
    threads[#threads + 1] = thread
    thread:set("number", #threads)
end

function init(arguments)
    math.randomseed(tonumber(arguments[2]) + number)
    -- wrk asks the first thread for a request before it begins.
    isTrial = number == 1
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
    if isTrial then
        isTrial = false
    else
        ffi.C.clock_gettime(CLOCK_MONOTONIC, instant)
        instants[#instants + 1] = tonumber(instant.seconds) * 1e3 + tonumber(instant.nanoseconds) / 1e6
    end
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
    -- Threads begin one after another, before wrk's clock does: what counts is from when all of them ask. They end within a tenth of a
    -- second.
    local all, first, last = {}, 0, 0
    for _, thread in ipairs(threads) do
        local own = thread:get("instants")
        all[#all + 1] = own
        if #own > 0 then first, last = math.max(first, own[1]), math.max(last, own[#own]) end
    end
    local took = {}
    for _, own in ipairs(all) do
        for place = 2, #own do
            if own[place] > first then took[#took + 1] = own[place] - own[place - 1] end
        end
    end
    table.sort(took)
    local errors = summary.errors
    io.write(string.format(
        '\n{"rate": %.3f, "requests": %d, "refused": %d, "broken": %d, "timeouts": %d, "p50": %s, "p95": %s, "p99": %s}\n',
        #took > 0 and 1e3 * #took / (last - first) or 0, summary.requests, errors.status, errors.connect + errors.read + errors.write, errors.timeout,
        percentile(took, 0.50), percentile(took, 0.95), percentile(took, 0.99)
    ))
end
