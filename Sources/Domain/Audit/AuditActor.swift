/// Whose deed an entry of the audit tells of.
package struct AuditActor: Hashable, Sendable {
    /// Raw values are stored and served.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Somebody of staff, by the name of their account or token.
        case staff
        /// A registered API client, by its name.
        case client
        /// A citizen, by an id that says nothing else.
        case citizen
        /// A part of the service, on its own.
        case system
        /// Somebody at the command line, by the name they claim.
        case commandLine = "cli"
    }

    package let kind: Kind
    /// 1…64 printable ASCII characters without spaces; never a person's own name.
    package let name: String

    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// Whoever acts under a plain name, through the API or at the command line: where the deed comes from tells.
    package init(_ person: PrincipalName) {
        if case .commandLine = AuditOrigin.current {
            self.init(.commandLine, person.text)
        } else {
            self.init(.staff, person.text)
        }
    }

    /// Whoever does what asks nobody for a name: at the command line by their login, else the service itself.
    package static var unnamed: AuditActor {
        guard case .commandLine(let login) = AuditOrigin.current else { return AuditActor(.system, "phananh") }
        return AuditActor(.commandLine, login)
    }
}
