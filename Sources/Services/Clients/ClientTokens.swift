package import Domain
package import FoundationEssentials
package import Store

/// The tokens of clients, for those who administer.
package struct ClientTokens: Sendable {
    /// A token that was just made: the one moment at which it can be read.
    package struct Issued: Sendable {
        package let token: ClientToken
        /// What the client is to show.
        package let secret: String
    }

    /// Hours that a replaced token goes on opening what it did, unless told.
    package static let graceHours = 24
    /// What may be told: a week at most.
    package static let graceRange = 0...168

    private let store: ClientTokenStore

    package init(store: ClientTokenStore) {
        self.store = store
    }

    /// In the order of their making, of one client if told, after one of them if told, at most `limit`.
    package func list(of client: UUID? = nil, after last: UUID? = nil, limit: Int) async throws(ServiceError) -> [ClientToken] {
        try await serving { () async throws(StoreError) in try await store.list(of: client, after: last, limit: limit) }
    }

    /// Makes a token. Throws `invalid` for a client there is not, or not any more, and for an end that is past.
    package func create(
        for client: UUID,
        scopes: Set<ClientScope>,
        expiresAt: Instant?,
        by editor: Editor
    ) async throws(ServiceError) -> Issued {
        let secret = ClientSecret()
        let token = try await Self.ending { () async throws(StoreError) in
            try await store.create(Self.new(secret, editor), of: client, scopes: scopes, expiresAt: expiresAt)
        }
        guard let token else { throw .invalid([FieldError("/client", .unknownValue)]) }
        return Issued(token: token, secret: secret.text)
    }

    /// Makes a token in place of another, which goes on for `graceHours` of `graceRange`. Without `expiresAt` it holds as long as the other
    /// was made for. Throws `notFound`, `tokenOver` where there is nothing to replace, and `invalid` for an end that is past.
    package func rotate(
        _ id: UUID,
        expiresAt: Instant?,
        graceHours: Int,
        by editor: Editor
    ) async throws(ServiceError) -> Issued {
        let secret = ClientSecret()
        let rotation = try await Self.ending { () async throws(StoreError) in
            try await store.rotate(id, to: Self.new(secret, editor), expiresAt: expiresAt, graceSeconds: graceHours * 3600)
        }
        switch rotation {
        case .rotated(let token):
            if graceHours == 0 { await RecentClients.areForgotten() }
            return Issued(token: token, secret: secret.text)
        case .over: throw .tokenOver
        case nil: throw .notFound
        }
    }

    /// Ends a token for good: when it returns, it opens nothing any more. A repetition changes nothing. Throws `notFound`.
    package func revoke(_ id: UUID, by editor: Editor) async throws(ServiceError) -> ClientToken {
        let token = try await serving { () async throws(StoreError) in try await store.revoke(id, by: editor) }
        guard let token else { throw .notFound }
        await RecentClients.areForgotten()
        return token
    }

    private static func new(_ secret: ClientSecret, _ editor: Editor) -> NewClientToken {
        NewClientToken(id: .next(), digest: secret.digest, by: editor)
    }

    /// Tells an end that is past by its field.
    private static func ending<Value>(_ work: () async throws(StoreError) -> Value) async throws(ServiceError) -> Value {
        do {
            return try await work()
        } catch .violated(constraint: "client_token_ends_later") {
            throw .invalid([FieldError("/expires_at", .outOfRange)])
        } catch {
            throw ServiceError(error)
        }
    }
}
