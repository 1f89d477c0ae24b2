package import FoundationEssentials

/// The two desks at which people practise. Whatever leaves one of them arrives at the other, in place of whoever was named: no report
/// for practice gets to a desk in earnest.
package struct PracticeDesks: Hashable, Sendable {
    /// Works as a ward's.
    package let ward: Agency
    package let coordinator: Agency

    /// nil where either is missing.
    package init?(among agencies: some Collection<Agency>) {
        guard let ward = agencies.first(where: { $0.kind == .training }),
            let coordinator = agencies.first(where: { $0.kind == .trainingCoordinator })
        else { return nil }
        self.ward = ward
        self.coordinator = coordinator
    }

    /// Whether a desk is one of them.
    package func has(_ desk: UUID?) -> Bool { desk == ward.id || desk == coordinator.id }

    /// Who takes the part of a desk that one of them names.
    package func desk(playing named: Agency, for holder: UUID) -> Agency {
        if has(named.id) { return named }
        if named.kind == .coordinator { return coordinator }
        return holder == coordinator.id ? ward : coordinator
    }
}
