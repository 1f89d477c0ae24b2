internal import Domain
internal import FoundationEssentials
internal import Postgres

extension APIClient {
    typealias Columns = (UUID, String, Instant, String, Instant?, String?)

    static let columns: SQL = "client.id, client.name, client.created_at, client.created_by, client.revoked_at, client.revoked_by"

    init(_ row: Columns) throws {
        guard let name = PrincipalName(row.1), let createdBy = PrincipalName(row.3) else { throw StoreError.fault("client \(row.0)") }
        self.init(id: row.0, name: name, createdAt: row.2, createdBy: createdBy, revoked: Revocation(at: row.4, by: row.5))
    }
}

extension ClientToken {
    typealias Columns = (
        UUID, UUID, String, [String], Instant, String, Instant?, Instant?, String?, UUID?, Instant?, String
    )

    static let columns: SQL = """
        token.id, token.client_id, client.name, token.scopes, token.created_at, token.created_by, token.expires_at, token.revoked_at,
        token.revoked_by, token.replaced_by, token.last_used_at,
        CASE
            WHEN token.revoked_at IS NOT NULL OR client.revoked_at IS NOT NULL THEN 'revoked'
            WHEN token.expires_at <= instant_now() THEN 'expired'
            ELSE 'active'
        END
        """

    init(_ row: Columns) throws {
        guard let clientName = PrincipalName(row.2), let createdBy = PrincipalName(row.5), let state = State(rawValue: row.11) else {
            throw StoreError.fault("client token \(row.0)")
        }
        self.init(
            id: row.0,
            client: row.1,
            clientName: clientName,
            scopes: Set(row.3.compactMap(ClientScope.init)),
            createdAt: row.4,
            createdBy: createdBy,
            expiresAt: row.6,
            revoked: Revocation(at: row.7, by: row.8),
            replacedBy: row.9,
            lastUsedAt: row.10,
            state: state
        )
    }
}

extension Revocation {
    /// Two columns that are NULL together.
    fileprivate init?(at: Instant?, by: String?) {
        guard let at, let by = by.flatMap({ PrincipalName($0) }) else { return nil }
        self.init(at: at, by: by)
    }
}
