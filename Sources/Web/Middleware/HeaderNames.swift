import HTTPTypes

/// Headers that HTTPTypes does not name.
enum HeaderNames {
    static let requestID = "X-Request-Id"
    static let idempotencyKey = "Idempotency-Key"
    static let idempotentReplay = "Idempotent-Replay"
    static let link = "Link"
    static let device = "PhanAnh-Device"
    static let forwardedFor = "X-Forwarded-For"
}

extension HTTPFields {
    /// Reads or writes a header by a name that is a token.
    subscript(named name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { HTTPField.Name(name).map { self[$0] = newValue } }
    }

    /// All lines of a header, in their order.
    func lines(named name: String) -> [String] {
        HTTPField.Name(name).map { self[values: $0] } ?? []
    }
}
