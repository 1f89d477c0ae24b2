internal import Glibc

/// A moment in UTC, to be written as RFC 3339 with milliseconds: `2026-03-01T07:05:09.042Z`.
struct LogTimestamp {
    let seconds: Int
    let milliseconds: Int

    static func now() -> LogTimestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTimestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    var text: String {
        var time = seconds
        var parts = tm()
        gmtime_r(&time, &parts)
        let date = "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
        let clock = "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
        return "\(date)T\(clock).\(digits(milliseconds, 3))Z"
    }

    private func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
