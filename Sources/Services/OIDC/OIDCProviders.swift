internal import Domain
internal import Foundation
internal import JSON

/// All identity providers people may sign in at.
package struct OIDCProviders: Sendable {
    /// Everything that is wrong with a file. Never says what secrets are in it.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]
        package var description: String { lines.joined(separator: "\n") }
    }

    /// Nobody signs in elsewhere.
    package static let none = OIDCProviders(all: [])

    package let all: [OIDCProvider]

    private init(all: [OIDCProvider]) {
        self.all = all
    }

    /// Those some people sign in at.
    func all(for people: OIDCProvider.People) -> [OIDCProvider] {
        all.filter { $0.people == people }
    }

    /// Reads a file that nobody else may read.
    package init(path: String) throws(Faults) {
        let text: String
        do {
            text = try SecretFile.text(path)
        } catch {
            throw Faults(lines: ["\(path): \(error)"])
        }
        do {
            try self.init(file: text)
        } catch {
            throw Faults(lines: error.lines.map { "\(path): \($0)" })
        }
    }

    /// Reads `{"providers": [{"name", "for"?, "issuer", "client_id", "client_secret"?, "redirect_uri", "algorithms"?, "scopes"?}]}`. Citizens sign
    /// in there, and tokens are signed with RS256, unless told. An issuer may stand once for citizens and once for staff.
    package init(file text: String) throws(Faults) {
        guard let json = try? JSONParser.parse(Array(text.utf8)), case .object(let members) = json, members.count == 1,
            members[0].name == "providers", case .array(let entries) = members[0].value
        else { throw Faults(lines: ["is not {\"providers\": […]}"]) }
        var providers: [OIDCProvider] = []
        var faults: [String] = []
        for (number, entry) in entries.enumerated() {
            do throws(EntryFault) {
                let provider = try Self.provider(entry)
                guard
                    !providers.contains(where: { other in
                        other.name == provider.name || (other.issuer == provider.issuer && other.people == provider.people)
                    })
                else { throw EntryFault(text: "its name or issuer stands twice") }
                providers.append(provider)
            } catch {
                faults.append("provider \(number + 1): \(error.text)")
            }
        }
        if providers.isEmpty, faults.isEmpty { faults.append("names no provider") }
        guard faults.isEmpty else { throw Faults(lines: faults) }
        all = providers
    }

    /// As identities are kept beside it.
    private static let longestIssuer = 512

    private struct EntryFault: Error {
        let text: String
    }

    private static let members: Set<String> = [
        "name", "for", "issuer", "client_id", "client_secret", "redirect_uri", "algorithms", "scopes",
    ]

    private static func provider(_ json: JSONValue) throws(EntryFault) -> OIDCProvider {
        guard case .object(let members) = json else { throw EntryFault(text: "is no object") }
        if let stranger = members.first(where: { !Self.members.contains($0.name) }) {
            throw EntryFault(text: "\(stranger.name) is not known")
        }
        func text(_ name: String) throws(EntryFault) -> String? {
            guard let value = members.first(where: { $0.name == name })?.value else { return nil }
            guard case .string(let text) = value, !text.isEmpty else { throw EntryFault(text: "\(name) is no text") }
            return text
        }
        func required(_ name: String) throws(EntryFault) -> String {
            guard let text = try text(name) else { throw EntryFault(text: "\(name) is missing") }
            return text
        }
        func texts(_ name: String) throws(EntryFault) -> [String]? {
            guard let value = members.first(where: { $0.name == name })?.value else { return nil }
            guard case .array(let elements) = value else { throw EntryFault(text: "\(name) is no list") }
            let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
            guard texts.count == elements.count else { throw EntryFault(text: "\(name) is no list of texts") }
            return texts
        }
        let names = try texts("algorithms") ?? [SigningAlgorithm.rs256.rawValue]
        let algorithms = names.compactMap(SigningAlgorithm.init)
        guard !names.isEmpty, algorithms.count == names.count else {
            throw EntryFault(text: "algorithms are some of \(SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let name = try required("name")
        guard PrincipalName(name) != nil else { throw EntryFault(text: "a name is 1 to 32 of a-z, 0-9 and -") }
        let issuer = try required("issuer")
        guard issuer.utf8.count <= Self.longestIssuer else { throw EntryFault(text: "issuer is too long") }
        guard let people = OIDCProvider.People(rawValue: try text("for") ?? OIDCProvider.People.citizens.rawValue) else {
            throw EntryFault(text: "for is one of \(OIDCProvider.People.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return OIDCProvider(
            name: name,
            issuer: issuer,
            people: people,
            clientID: try required("client_id"),
            clientSecret: try text("client_secret"),
            redirectURI: try required("redirect_uri"),
            algorithms: Set(algorithms),
            scopes: try texts("scopes") ?? []
        )
    }
}
