package import Services

/// What a loop does again and again.
package protocol PeriodicWork: Sendable {
    /// Tells the loop from others in logs and metrics, such as `event_sequencer`.
    var name: String { get }
    /// Between the end of a round and the beginning of the next when nothing is left to do; spread by a fifth, so that
    /// instances do not keep step.
    var interval: Duration { get }

    /// Does what is due and tells what is left. Everything it waits for must have a limit of its own; it may be cancelled.
    func round() async throws(ServiceError) -> RoundEnd
}

/// What a round leaves.
package enum RoundEnd: Sendable {
    /// Nothing: the next round has time.
    case idle
    /// More than it may do at once: the next round follows without a pause.
    case moreToDo
}
