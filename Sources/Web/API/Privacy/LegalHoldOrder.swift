import Domain
import JSON

/// A hold that is to be placed.
struct LegalHoldOrder {
    let report: ReportCode
    let reason: String
    let until: Instant?

    static func read(_ json: JSONValue) throws -> LegalHoldOrder {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let report = reader.parsed("report", .unknownValue, Self.code)
        if report == nil, !reader.refused("report") { reader.require("report") }
        let reason = reader.string("reason")
        if reason == nil, !reader.refused("reason") { reader.require("reason") }
        let until = reader.parsed("until", .timeInvalid, Instant.init(rfc3339:))
        reader.finish()
        guard let report, let reason, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return LegalHoldOrder(report: report, reason: reason, until: until)
    }

    /// A report's code, read leniently as everywhere.
    static func code(_ text: String) -> ReportCode? {
        if case .code(let code) = ReportCode.read(text) { code } else { nil }
    }
}

/// The end of a hold.
enum LegalHoldLifting {
    static func reason(_ json: JSONValue) throws -> String {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let reason = reader.string("reason")
        if reason == nil, !reader.refused("reason") { reader.require("reason") }
        reader.finish()
        guard let reason, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return reason
    }
}
