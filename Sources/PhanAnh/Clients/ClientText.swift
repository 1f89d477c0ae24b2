import Domain
import Foundation
import Services

/// Clients and tokens as lines for a terminal.
enum ClientText {
    static func line(_ client: APIClient) -> String {
        let revoked = client.revoked.map { ", revoked by \($0.by) \($0.at)" } ?? ""
        return "\(client.name)  registered by \(client.createdBy) \(client.createdAt)\(revoked)"
    }

    static func line(_ token: ClientToken) -> String {
        let facts = [
            token.id.uuidString.lowercased(), token.state.rawValue, token.scopes.map(\.rawValue).sorted().joined(separator: ","),
            token.expiresAt.map { "until \($0)" } ?? "until revoked",
            token.lastUsedAt.map { "last used \($0)" } ?? "never used",
        ]
        return facts.joined(separator: "  ")
    }

    /// The token alone on standard output, to be passed on; about it on standard error.
    static func print(_ issued: ClientTokens.Issued) {
        FileHandle.standardError.write(Data("\(issued.token.clientName)  \(line(issued.token))\n".utf8))
        Swift.print(issued.secret)
    }
}
