package import FoundationEssentials

/// A registered client that asks.
package struct ClientPrincipal: Hashable, Sendable {
    package let id: UUID
    /// For logs and records.
    package let name: PrincipalName
    /// What the token it has shown opens.
    package let scopes: Set<ClientScope>

    package init(id: UUID, name: PrincipalName, scopes: Set<ClientScope>) {
        self.id = id
        self.name = name
        self.scopes = scopes
    }
}
