package import FoundationEssentials

/// Whose act an entry of a report's history is. Who of an agency acted is not told.
package enum ReportActor: Hashable, Sendable {
    /// The reporter.
    case citizen
    /// Somebody at a desk.
    case agency(UUID)
    /// The service by itself.
    case system

    /// Whose actions it may take.
    package var party: ReportAction.Party {
        switch self {
        case .citizen: .citizen
        case .agency: .staff
        case .system: .system
        }
    }

    /// The desk, of somebody at one.
    package var agency: UUID? {
        if case .agency(let id) = self { id } else { nil }
    }
}
