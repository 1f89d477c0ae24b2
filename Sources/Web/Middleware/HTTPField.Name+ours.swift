import HTTPTypes

/// Headers that HTTPTypes does not name.
extension HTTPField.Name {
    static let requestID = token("X-Request-Id")
    static let idempotencyKey = token("Idempotency-Key")
    static let idempotentReplay = token("Idempotent-Replay")
    static let rateLimit = token("RateLimit")
    static let rateLimitPolicy = token("RateLimit-Policy")
    static let link = token("Link")
    static let lastEventID = token("Last-Event-ID")
    static let reporterAssertion = token("Reporter-Assertion")
    static let device = token("PhanAnh-Device")
    static let client = token("PhanAnh-Client")
    static let forwardedFor = token("X-Forwarded-For")
    static let referrerPolicy = token("Referrer-Policy")
    static let crossOriginResourcePolicy = token("Cross-Origin-Resource-Policy")

    private static func token(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no token") }
        return name
    }
}
