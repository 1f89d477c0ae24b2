internal import Synchronization

/// A request on its way to the thread, and whether anybody still waits for it.
final class TransferOrder: Sendable {
    typealias Outcome = Result<TransferAnswer, TransferError>
    typealias Waiter = CheckedContinuation<Outcome, Never>

    let request: TransferRequest
    let policy: DestinationPolicy
    /// Later nobody begins with it any more.
    let deadline: ContinuousClock.Instant
    private let cancelled = Atomic<Bool>(false)

    init(_ request: TransferRequest, _ policy: DestinationPolicy) {
        self.request = request
        self.policy = policy
        deadline = .now + request.limits.time
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() {
        cancelled.store(true, ordering: .releasing)
    }
}
