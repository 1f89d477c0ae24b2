import HTTPTypes
import Logging
import Metrics
import Synchronization

/// Writes one log line for each answered request, and counts it.
///
/// The line holds the route's pattern, never the path or query: those may hold what only one citizen should know.
final class RequestRecord: Sendable {
    private struct Series: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    /// Finding a series by its labels in the registry takes longer than routing the request. Routes, statuses and the methods told
    /// apart are few.
    private let timers = Mutex<[Series: Timer]>([:])

    init() {}

    /// `logger` names the request. Without a method it could not be read as one.
    func write(_ method: HTTPRequest.Method?, _ route: String, _ status: HTTPResponse.Status, _ duration: Duration, to logger: Logger) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        logger.info(
            "request",
            metadata: [
                "method": .string(method?.rawValue ?? "none"), "route": .string(route), "status": .string(String(status.code)),
                "duration_ms": .string("\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10)"),
            ]
        )
        timer(Series(method: method.map(Self.label) ?? "none", route: route, status: status.code)).recordNanoseconds(nanoseconds)
    }

    private func timer(_ series: Series) -> Timer {
        timers.withLock { timers in
            if let timer = timers[series] { return timer }
            let labels = [("method", series.method), ("route", series.route), ("status", "\(series.status)")]
            let timer = Timer(label: "http_server_request_duration", dimensions: labels)
            timers[series] = timer
            return timer
        }
    }

    /// Methods nobody serves share one label: their names are the client's to invent.
    private static func label(_ method: HTTPRequest.Method) -> String {
        switch method {
        case .get, .head, .post, .put, .patch, .delete, .options: method.rawValue
        default: "other"
        }
    }

    /// The client's own name for its request if it is short and harmless to print, else a new one.
    static func requestID(_ headers: HTTPFields) -> String {
        let id = headers[.requestID].flatMap { (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(isHarmless) ? $0 : nil }
        return id ?? newID()
    }

    private static let process = UInt64.random(in: 0 ... .max)
    private static let requests = Atomic<UInt64>(0)

    /// 64 random bits of the process's, then a number of the request's, spread so that ids do not look alike. A name need not be
    /// unguessable: random bits cost two system calls for each request. Foundation's UUID prints its digits one by one with printf,
    /// which took longer than reading the request's head.
    private static func newID() -> String {
        let number = requests.wrappingAdd(1, ordering: .relaxed).newValue
        // Multiplying by an odd number is one to one.
        let (high, low) = (process, number &* 0x9E37_79B9_7F4A_7C15)
        return String(unsafeUninitializedCapacity: 32) { buffer in
            for index in 0..<32 {
                let digit = UInt8(truncatingIfNeeded: (index < 16 ? high : low) >> UInt64(60 - 4 * (index % 16)) & 0xF)
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 32
        }
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
