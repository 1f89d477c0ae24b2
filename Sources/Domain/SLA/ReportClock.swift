package import FoundationEssentials

/// One clock of a report in one cycle, as of the last event or the instant it was advanced to.
package struct ReportClock: Hashable, Sendable {
    /// How far a running clock is allowed to go.
    package struct Deadline: Hashable, Sendable {
        /// `addL`: what people are told.
        package let due: Instant
        /// `addR`: over the target after this instant, not at it.
        package let breach: Instant
    }

    /// A pause that lasts or was the last one, over several segments where the report was handed over meanwhile.
    struct Pause: Hashable {
        let since: Instant
        /// Working seconds after which it ends by itself.
        let longestSeconds: Int64
    }

    /// Counts from 1; a reopening begins the next one.
    package let cycle: Int
    /// What it measures.
    package let kind: ClockKind
    /// Where it stands; a running clock past its limit runs on (see `outcome`).
    package internal(set) var state: ClockState
    /// The policy version in force, or at the stop.
    package internal(set) var policy: UUID
    /// Working seconds allowed, what was granted included; nil only for `handle`: without a limit.
    package internal(set) var targetSeconds: Int64?
    /// Working seconds granted by extensions; on-time results with any are counted apart.
    package internal(set) var extendedSeconds: Int64 = 0
    /// nil while pending, and for good if it was cancelled before it started.
    package internal(set) var startedAt: Instant?
    /// nil until it has stopped. A `handle` clock goes on when its agency gets the report again.
    package internal(set) var stoppedAt: Instant?
    /// In order of time, without gaps except in `handle`; only the last may lack an end. A stretch of no length leaves no segment.
    package internal(set) var segments: [ClockSegment] = []
    /// Pauses so far; R4 allows `ReportClock.mostPauses`.
    package internal(set) var pauses = 0
    /// Levels passed, in the order they were.
    package internal(set) var levelEvents: [LevelEvent] = []
    /// Why there was nothing to resolve any more.
    package internal(set) var cancelReason: ClockEvent.CancelReason?

    /// While it runs with a limit. Once the target is used up it stays where it was.
    package internal(set) var deadline: Deadline?
    /// While it is pending: due if it starts as late as it can; nil where the calendar does not reach so far.
    package internal(set) var projectedDue: Instant?
    /// While it runs or is paused: the first working instant at or after `startedAt`.
    package internal(set) var countsFrom: Instant?
    /// While it is paused: when the pause ends by itself (R4).
    package internal(set) var resumesAt: Instant?
    var pause: Pause?
    /// The deadline of a target that has been used up, whole or in part.
    var reached: (due: Instant?, breach: Instant?) {
        get { (reachedDue, reachedBreach) }
        set { (reachedDue, reachedBreach) = newValue }
    }
    private var reachedDue: Instant?
    private var reachedBreach: Instant?

    /// R4.
    package static let mostPauses = 2

    init(cycle: Int, kind: ClockKind, policy: UUID, targetSeconds: Int64?) {
        self.cycle = cycle
        self.kind = kind
        self.policy = policy
        self.targetSeconds = targetSeconds
        state = .pending
    }

    /// The event of its breach. Once there it stays, whatever happens to the target.
    package var breach: LevelEvent? {
        levelEvents.first { $0.level.kind == .breach }
    }

    /// Working seconds used up to the end of the last closed segment; all of them unless the clock runs.
    package var usedSeconds: Int64 { Self.used(segments) }

    /// Working seconds left; negative when the target is exceeded. Exact for a paused clock; for a running one as of the start of its
    /// last segment.
    package var remainingSeconds: Int64? { targetSeconds.map { $0 - usedSeconds } }

    /// Working seconds used at an instant not before the last event, whatever has happened until then.
    package func usedSeconds(at now: Instant, by rules: SLARules) throws(SLAFault) -> Int64 {
        guard state == .running, let open = segments.last else { return usedSeconds }
        return usedSeconds + (try rules.elapsed(open.calendar, from: open.start, to: max(now, open.start)))
    }

    /// How much of `usedSeconds` passed at each agency (R8); those at which none passed are left out.
    package var usedSecondsByAgency: [UUID: Int64] {
        segments.reduce(into: [:]) { shares, segment in
            if segment.mode == .running, segment.workingSeconds > 0 { shares[segment.agency, default: 0] += segment.workingSeconds }
        }
    }

    private static func used(_ segments: [ClockSegment]) -> Int64 {
        segments.reduce(0) { $1.mode == .running ? $0 + $1.workingSeconds : $0 }
    }
}
