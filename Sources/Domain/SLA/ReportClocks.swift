package import FoundationEssentials

/// All clocks of a report: a fold over its history (R1–R10).
///
/// Applying events one by one and folding them anew give equal values. Every function that throws leaves the value as it was.
package struct ReportClocks: Hashable, Sendable {
    /// By cycle, and in the order they came to be.
    package internal(set) var clocks: [ReportClock] = []
    /// 0 before the filing; grows by one with every reopening.
    package internal(set) var cycle = 0
    /// The agency that holds the report.
    package internal(set) var holder: UUID?
    /// Whether there is something left to resolve.
    package internal(set) var isOpen = false
    /// The policy version in force.
    package internal(set) var policy: UUID?
    /// The last event that changed anything, 0 before any.
    package internal(set) var seq = 0
    /// The instant the clocks stand for.
    package internal(set) var at = Instant.earliest
    /// Agencies asked for an opinion they have not given.
    var asked: Set<UUID> = []
    /// The state before the last event, at most one, with the one before that: what undoing it, and then the event before it, returns to.
    var before: [ReportClocks] = []

    /// A report of which nothing is known yet.
    package init() {}

    /// The clocks after a whole history, in order.
    package init(folding events: some Sequence<ClockEvent>, by rules: SLARules) throws(SLAFault) {
        for event in events { try change(by: event, rules) }
        try settle(by: rules)
    }

    /// The clocks at a filing.
    package init(filedAt at: Instant, holder: UUID, policy: UUID, by rules: SLARules) throws(SLAFault) {
        try self.init(folding: CollectionOfOne(ClockEvent(seq: 1, at: at, holder: holder, change: .filed(policy: policy))), by: rules)
    }

    /// Takes the next event in.
    package mutating func apply(_ event: ClockEvent, by rules: SLARules) throws(SLAFault) {
        var next = self
        try next.change(by: event, rules)
        try next.settle(by: rules)
        self = next
    }

    /// The clocks at an instant after the last event if nothing else happened: pauses have ended by themselves, an acknowledgement that
    /// did not come has started the clock to resolve, levels have been passed. An earlier instant gives the clocks as they are.
    package func advanced(to now: Instant, by rules: SLARules) throws(SLAFault) -> ReportClocks {
        var next = self
        try next.advance(to: now, rules)
        try next.settle(by: rules)
        return next
    }

    /// The clock of a kind in a cycle, the present one unless told.
    package func clock(_ kind: ClockKind, cycle: Int? = nil) -> ReportClock? {
        clocks.first { $0.kind == kind && $0.cycle == cycle ?? self.cycle }
    }

    /// The first limit of the report's own clocks that runs out, and the first instant after which one of them is over its limit; nil
    /// while none of them runs.
    package var nextDeadline: ReportClock.Deadline? {
        let running = clocks.filter { $0.kind.handler == nil && $0.state == .running }.compactMap(\.deadline)
        guard let due = running.map(\.due).min(), let breach = running.map(\.breach).min() else { return nil }
        return ReportClock.Deadline(due: due, breach: breach)
    }

    /// Every level passed up to `at`: what the history's own SLA entries must say. Clocks in the order of `clocks`.
    package var levelEvents: [LevelEvent] { clocks.flatMap(\.levelEvents) }
}
