import Domain
import Foundation
import HTTPTypes
import RawStructuredFieldValues

extension ReporterAssertion {
    /// What the header calls how sure the client is.
    static let levels: [String: Assurance] = [
        "anonymous": .none, "contact": .contact, "verified_phone": .verifiedPhone, "verified_identity": .verifiedIdentity,
    ]

    /// Reads the header `Reporter-Assertion`, a dictionary of RFC 8941 with `user` (bytes) and `assurance` (a token, `anonymous` unless
    /// told) and nothing else; nil where there is none.
    static func read(_ headers: HTTPFields) throws -> ReporterAssertion? {
        let lines = headers[values: .reporterAssertion]
        guard !lines.isEmpty else { return nil }
        guard let assertion = parse(lines.joined(separator: ", ")) else { throw Problem(.reporterAssertionInvalid) }
        return assertion
    }

    private static func parse(_ text: String) -> ReporterAssertion? {
        guard text.utf8.count <= 256 else { return nil }
        var parser = StructuredFieldValueParser(Array(text.utf8))
        guard let members = try? parser.parseDictionaryFieldValue(), !members.contains(where: { !["user", "assurance"].contains($0.0) }),
            case .undecodedByteSequence(let encoded)? = bareItem(members["user"]), let user = Data(base64Encoded: encoded)
        else { return nil }
        guard let level = members["assurance"] else { return ReporterAssertion(user: user, assurance: .none) }
        guard case .token(let name)? = bareItem(level), let assurance = levels[name] else { return nil }
        return ReporterAssertion(user: user, assurance: assurance)
    }

    /// nil for lists, and for what has parameters: there are none that mean anything.
    private static func bareItem(_ member: ItemOrInnerList?) -> RFC9651BareItem? {
        guard case .item(let item)? = member, item.rfc9651Parameters.isEmpty else { return nil }
        return item.rfc9651BareItem
    }
}
