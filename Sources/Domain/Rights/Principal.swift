package import FoundationEssentials

/// Who asks.
package enum Principal: Hashable, Sendable {
    /// Nobody has said who they are.
    case anonymous
    /// Who filed a report, by its tracking token.
    case reporter(of: UUID)
    /// Somebody who has signed in as a citizen.
    case citizen(UUID)
    /// A program with a token of its own.
    case client(UUID)
    /// Somebody of staff, by their session.
    case staff(StaffPrincipal)
}
