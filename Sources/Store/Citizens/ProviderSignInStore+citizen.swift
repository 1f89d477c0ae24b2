package import Domain
internal import FoundationEssentials
internal import Postgres

extension ProviderSignInStore {
    /// Opens a session for the citizen a provider knows by a subject; a new one if nobody has come from there like this.
    package func open(_ session: NewSession, for identity: ProviderIdentity, of provider: String) async throws(StoreError) -> OpenedSession
    {
        let (issuer, subject) = (identity.issuer, identity.subject)
        return try await storing {
            try await pool.withTransaction { connection in
                try connection.execute(
                    """
                    INSERT INTO citizen (id, issuer, subject, created_at)
                    VALUES (\(session.newCitizen), \(issuer), \(subject), clock_timestamp())
                    ON CONFLICT ON CONSTRAINT citizen_identity_key DO NOTHING
                    """
                )
                let id = try connection.query(
                    "SELECT id FROM citizen WHERE issuer = \(issuer) AND subject = \(subject) FOR KEY SHARE",
                    as: UUID.self
                ).first
                // Erased in between: another try makes them anew.
                guard let id else { throw StoreError.busy }
                return try SessionRows.open(session, for: id, by: provider, on: connection)
            }
        }
    }
}
