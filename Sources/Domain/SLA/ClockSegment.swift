package import FoundationEssentials

/// Why a clock to resolve is halted (R4); raw values are stored and sent.
package enum PauseReason: String, Hashable, Sendable, CaseIterable {
    case awaitingCitizen = "awaiting_citizen"
    case forceMajeure = "force_majeure"
    case legal
}

/// A stretch of a clock in which nothing about it changed: one agency, one calendar, running or paused throughout.
package struct ClockSegment: Hashable, Sendable {
    /// Whether the stretch counts.
    package enum Mode: Hashable, Sendable {
        case running
        case paused(PauseReason)
    }

    /// Included.
    package let start: Instant
    /// Not included; nil while the stretch lasts.
    package internal(set) var end: Instant?
    /// Whether its working time counts as used.
    package let mode: Mode
    /// The agency responsible throughout: the holder, or the one asked for an opinion.
    package let agency: UUID
    /// The calendar that counts throughout.
    package let calendar: CalendarID
    /// Working time between `start` and `end`, also of a pause; 0 while the stretch lasts.
    package internal(set) var workingSeconds: Int64

    init(start: Instant, mode: Mode, agency: UUID, calendar: CalendarID) {
        self.start = start
        self.mode = mode
        self.agency = agency
        self.calendar = calendar
        workingSeconds = 0
    }

    /// Whether both are the same stretch but for their time.
    func continues(_ other: ClockSegment) -> Bool {
        other.end == start && mode == other.mode && agency == other.agency && calendar == other.calendar
    }
}
