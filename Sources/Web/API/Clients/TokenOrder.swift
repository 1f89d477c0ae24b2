import Domain
import Foundation
import JSON
import Services

/// A token that somebody asks for.
struct TokenOrder {
    let client: UUID
    let scopes: Set<ClientScope>
    let expiresAt: Instant?

    static func read(_ json: JSONValue) throws -> TokenOrder {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let client = reader.parsed("client", .unknownValue, UUID.init(uuidString:))
        if client == nil, !reader.refused("client") { reader.require("client") }
        let scopes = scopes(&reader)
        let expiresAt = reader.parsed("expires_at", .timeInvalid, Instant.init(rfc3339:))
        reader.finish()
        guard let client, let scopes, reader.errors.isEmpty else {
            throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors)))
        }
        return TokenOrder(client: client, scopes: scopes, expiresAt: expiresAt)
    }

    private static func scopes(_ reader: inout JSONObjectReader) -> Set<ClientScope>? {
        guard let names = reader.strings("scopes") else {
            if !reader.refused("scopes") { reader.require("scopes") }
            return nil
        }
        guard (1...ClientScope.allCases.count).contains(names.count) else {
            reader.refuse("scopes", names.isEmpty ? .required : .tooMany)
            return nil
        }
        let scopes = names.map { PlainCode.isPlausible($0) ? ClientScope(rawValue: $0) : nil }
        for (number, scope) in scopes.enumerated() where scope == nil { reader.refuse("scopes/\(number)", .unknownValue) }
        return Set(scopes.compactMap(\.self))
    }
}

/// What is asked for in place of a token.
struct RotationOrder {
    let expiresAt: Instant?
    let graceHours: Int

    static func read(_ json: JSONValue) throws -> RotationOrder {
        guard case .object(let members) = json else { throw Problem(.invalidFields, errors: [FieldError("", .wrongType)]) }
        var reader = JSONObjectReader(members)
        let expiresAt = reader.parsed("expires_at", .timeInvalid, Instant.init(rfc3339:))
        let graceHours = reader.integer("grace_hours") ?? ClientTokens.graceHours
        if !ClientTokens.graceRange.contains(graceHours) { reader.refuse("grace_hours", .outOfRange) }
        reader.finish()
        guard reader.errors.isEmpty else { throw Problem(.invalidFields, errors: Array(reader.errors.prefix(Problem.mostErrors))) }
        return RotationOrder(expiresAt: expiresAt, graceHours: graceHours)
    }
}
