import Domain
import ProviderTesting
import Services

/// What people come back from a provider for.
enum ProviderDoor: CaseIterable, Sendable {
    /// A citizen's session.
    case citizens
    /// A session of staff.
    case staff
    /// To link an identity to an account.
    case linking

    /// The provider's name there, by `TestIssuer`.
    var provider: String { self == .citizens ? "test" : "city" }

    /// Who signs in at the provider: nobody else's identity, and for staff one that is linked.
    var subject: String {
        switch self {
        case .citizens: "subject-1"
        case .staff: "subject-2"
        case .linking: "subject-3"
        }
    }

    /// What whoever brings something wrong is told.
    var refusal: ServiceError {
        switch self {
        case .citizens: .citizenSignInRefused
        case .staff: .signInRefused
        case .linking: .accountRefused(.identityUnproven)
        }
    }
}
