/// What a report's recorded SLA entries lack, or have too much of, against its history under the rules in force.
///
/// Nothing recorded is deleted: a wrong entry is answered by an `sla_voided` one (R15). Without a correction only `missing` can be filled:
/// by the sweeper, or by the transaction that stops a clock (R14).
package struct LevelAudit: Hashable, Sendable {
    /// An entry at another instant than the history says, or blamed on another agency or cause: a transfer that was taken back, say.
    package struct Moved: Hashable, Sendable {
        /// What is recorded.
        package let recorded: LevelEvent.Passing
        /// What should be.
        package let event: LevelEvent
    }

    /// Levels passed of which nothing is recorded, in the order they were passed.
    package let missing: [LevelEvent]
    /// Levels recorded otherwise than they were passed, in the same order.
    package let moved: [Moved]
    /// Levels recorded that were not passed, in the order of what is recorded.
    package let void: [LevelEvent.Key]

    /// Compares what is recorded and not voided with clocks that were advanced to the instant of the comparison.
    package init(recorded: [LevelEvent.Key: LevelEvent.Passing], clocks: ReportClocks) {
        let passed = clocks.levelEvents.sorted { $0.occurredAt < $1.occurredAt }
        missing = passed.filter { recorded[$0.key] == nil }
        moved = passed.compactMap { event in
            recorded[event.key].flatMap { $0 == event.passing ? nil : Moved(recorded: $0, event: event) }
        }
        let keys = Set(passed.map(\.key))
        void = recorded.filter { !keys.contains($0.key) }
            .sorted { ($0.value.occurredAt, $0.key.level) < ($1.value.occurredAt, $1.key.level) }
            .map(\.key)
    }

    /// The one event to notify people of, of several noticed at once for one clock (R13): the highest.
    package static func notified(of events: some Sequence<LevelEvent>) -> LevelEvent? {
        events.enumerated().max { ($0.element.level.percent, $0.offset) < ($1.element.level.percent, $1.offset) }?.element
    }
}
