internal import FoundationEssentials

/// A report's whole history with everything that follows from it. Time and commands add entries; what they add is told beside, so
/// that it can be written.
///
/// What is stored of a report follows from its entries alone: clocks and levels are those of the last entry's instant.
package struct ReportCourse: Sendable {
    /// What happened to the record of a level.
    package enum LevelChange: Hashable, Sendable {
        case passed(LevelEvent, seq: Int)
        case voided(LevelEvent.Key)
    }

    /// In order; never empty.
    package private(set) var entries: [HistoryEntry]
    /// As of the last entry.
    package private(set) var clocks: ReportClocks
    /// Levels recorded and not voided.
    package private(set) var recorded: [LevelEvent.Key: LevelEvent.Passing]
    /// Entries before which nothing is new.
    private let known: Int
    /// The clocks as they were read.
    package let clocksBefore: ReportClocks
    /// New since it was read, in order.
    package private(set) var levelChanges: [LevelChange] = []

    /// The course of a history, which begins with the filing, and of the levels recorded.
    package init(_ entries: [HistoryEntry], recorded: [LevelEvent.Key: LevelEvent.Passing], by rules: SLARules) throws(SLAFault) {
        guard entries.first?.type == .filed else { throw .notFiled }
        self.entries = entries
        self.recorded = recorded
        known = entries.count
        clocks = try ReportClocks(folding: entries.lazy.map(\.clockEvent), by: rules)
        clocksBefore = clocks
    }

    /// As it was read.
    var entriesBefore: ArraySlice<HistoryEntry> { entries[..<known] }

    /// Entries since it was read.
    package var news: ArraySlice<HistoryEntry> { entries[known...] }

    /// Whether there is news for staff: levels are none, but for limits of the report itself that ran out.
    package var isVisiblyNew: Bool {
        news.contains { $0.isPublic || !Self.noticedEntries.contains($0.type) }
    }

    /// Whether the public and the reporter see the report differ: what stands on no timeline may still move its status, or take words back.
    package var isPubliclyNew: Bool {
        hasNewPublication || news.contains { $0.isPublic || $0.details.status != nil }
    }

    /// The instant of the last entry.
    package var lastAt: Instant { entries[entries.count - 1].at }

    /// The last entry's number.
    package var lastSeq: Int { entries[entries.count - 1].seq }

    /// Adds what has happened by itself until an instant: a pause that is over, levels passed. The sweeper does this when something
    /// is due; every command does it first, so that the history does not depend on who came first (R14).
    package mutating func catchUp(to now: Instant, by rules: SLARules) throws(SLAFault) {
        let ahead = try clocks.advanced(to: now, by: rules)
        if clocks.clock(.resolve)?.state == .paused, ahead.clock(.resolve)?.state != .paused {
            var details = EntryDetails()
            details.status = status == .awaitingCitizen ? .inProgress : nil
            try append(.resumedAutomatically, by: .system, at: now, details, rules)
        }
        try record(LevelAudit(recorded: recorded, clocks: ahead), at: now, rules)
    }

    /// Makes the record of levels agree with what the last entry makes of the clocks.
    mutating func correct(at now: Instant, by rules: SLARules) throws(SLAFault) {
        try record(LevelAudit(recorded: recorded, clocks: clocks), at: now, rules)
    }

    /// Adds an entry. The caller answers for its being allowed.
    mutating func append(
        _ type: ReportEventType,
        by actor: ReportActor,
        at now: Instant,
        holder: UUID? = nil,
        isPublic: Bool? = nil,
        _ details: EntryDetails,
        _ rules: SLARules
    ) throws(SLAFault) {
        let entry = HistoryEntry(
            seq: lastSeq + 1,
            at: max(now, lastAt),
            type: type,
            actor: actor,
            holder: holder ?? self.holder,
            isPublic: isPublic ?? type.isPublic,
            details: details
        )
        try clocks.apply(entry.clockEvent, by: rules)
        entries.append(entry)
    }

    /// Makes the record of levels say what the clocks say. A level recorded for another instant or agency is voided and passed anew.
    private mutating func record(_ audit: LevelAudit, at now: Instant, _ rules: SLARules) throws(SLAFault) {
        for key in audit.void + audit.moved.map(\.event.key) {
            guard let passing = recorded.removeValue(forKey: key) else { continue }
            let note = LevelNote(key: key, occurredAt: passing.occurredAt, agency: nil, byReclassification: false, isNotified: false)
            try append(.slaVoided, note, at: now, rules)
            levelChanges.append(.voided(key))
        }
        let byClock = Dictionary(grouping: audit.missing) { [$0.cycle: $0.clock] }
        let notified = Set(byClock.values.compactMap { LevelAudit.notified(of: $0)?.key })
        for event in audit.missing + audit.moved.map(\.event) {
            let note = LevelNote(
                key: event.key,
                occurredAt: event.occurredAt,
                agency: event.agency,
                reaches: event.level.reaches,
                byReclassification: event.byReclassification,
                isNotified: notified.contains(event.key)
            )
            try append(event.level.eventType, note, at: now, rules)
            recorded[event.key] = event.passing
            levelChanges.append(.passed(event, seq: lastSeq))
        }
    }

    /// An agency's own clock is nobody else's business, and neither is the voiding of what was not public.
    private mutating func append(_ type: ReportEventType, _ note: LevelNote, at now: Instant, _ rules: SLARules) throws(SLAFault) {
        var details = EntryDetails()
        details.level = note
        let isOfReport = note.key.clock == .acknowledge || note.key.clock == .resolve
        let isPublic = type.isPublic && isOfReport && (type != .slaVoided || note.key.level == SLALevel.breach.key)
        try append(type, by: .system, at: now, isPublic: isPublic, details, rules)
    }
}
