package import FoundationEssentials

/// A client's token, without what is shown to be known by: of that nobody keeps more than a digest.
package struct ClientToken: Hashable, Sendable {
    /// Whether it opens anything; raw values are sent.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case active
        case expired
        /// It or its client.
        case revoked
    }

    package let id: UUID
    package let client: UUID
    package let clientName: PrincipalName
    package let scopes: Set<ClientScope>
    package let createdAt: Instant
    package let createdBy: PrincipalName
    /// nil: it holds until it is revoked.
    package let expiresAt: Instant?
    package let revoked: Revocation?
    /// The token that took its place.
    package let replacedBy: UUID?
    /// To the minute; nil when it was never shown.
    package let lastUsedAt: Instant?
    package let state: State

    package init(
        id: UUID,
        client: UUID,
        clientName: PrincipalName,
        scopes: Set<ClientScope>,
        createdAt: Instant,
        createdBy: PrincipalName,
        expiresAt: Instant?,
        revoked: Revocation?,
        replacedBy: UUID?,
        lastUsedAt: Instant?,
        state: State
    ) {
        self.id = id
        self.client = client
        self.clientName = clientName
        self.scopes = scopes
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revoked = revoked
        self.replacedBy = replacedBy
        self.lastUsedAt = lastUsedAt
        self.state = state
    }
}
