import Synchronization

/// Whether the service is on its way out: probes are told so, and each answer is its connection's last.
package final class Drain: Sendable {
    private let hasBegun = Atomic(false)

    package init() {}

    package var isOn: Bool { hasBegun.load(ordering: .relaxed) }

    package func begin() {
        hasBegun.store(true, ordering: .relaxed)
    }
}
