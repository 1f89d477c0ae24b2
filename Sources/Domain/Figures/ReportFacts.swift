package import FoundationEssentials

/// What figures say of one report: a pure function of its history and of the rules in force. Facts of a report for practice are made as
/// well, and not to be counted.
package struct ReportFacts: Sendable {
    /// When it was filed.
    package let filedAt: Instant
    /// The last entry they follow from.
    package let seq: Int
    /// The unit as filed, and as corrected since; nil: unknown.
    package let filedUnit: UUID?
    /// The last entry that names a unit, and the unit; nil: none does.
    package let lastPlaced: (seq: Int, unit: UUID)?
    /// What it is about by now.
    package let classification: Classification
    /// In the order of the entries they were noticed at.
    package private(set) var facts: [Fact] = []
    /// In order of time, without overlaps; only the last may have no end.
    package private(set) var spans: [FigureSpan] = []

    /// The facts of a history, which begins with the filing. `asksForPictures` tells of a category's version whether a solution needs them.
    package init(
        _ history: [HistoryEntry],
        asksForPictures: (Classification) -> Bool,
        by rules: SLARules
    ) throws(SLAFault) {
        let undone = Set(history.compactMap(\.details.clock.undone))
        let standing = history.filter { !undone.contains($0.seq) }
        guard let filing = standing.first, filing.type == .filed, let classification = standing.classification else { throw .notFiled }
        filedAt = filing.at
        seq = history[history.count - 1].seq
        filedUnit = standing.filter { $0.type != .rerouted }.unit
        lastPlaced = standing.last { $0.details.unit != nil }.flatMap { entry in entry.details.unit.map { (entry.seq, $0) } }
        self.classification = classification
        var clocks = ReportClocks()
        var (status, isAcknowledged) = (ReportStatus.submitted, false)
        for entry in standing {
            let holder = clocks.holder ?? entry.holder
            let before = clocks
            // What was taken back is not here: taking it back is nothing but time that passes.
            let change = entry.type == .undone ? nil : entry.clockEvent.change
            try clocks.apply(ClockEvent(seq: entry.seq, at: entry.at, holder: entry.holder, change: change), by: rules)
            status = entry.details.status ?? status
            if entry.type != .acknowledged || !isAcknowledged {
                for measure in Measure.told(by: entry) { facts.append(Fact(measure, at: entry.at, agency: holder)) }
            }
            isAcknowledged = isAcknowledged || entry.type == .acknowledged
            if entry.type == .resolved {
                if asksForPictures(classification) { facts.append(Fact(.evidenceOwed, at: entry.at, agency: holder)) }
                if entry.details.hasPictures { facts.append(Fact(.withEvidence, at: entry.at, agency: holder)) }
            }
            facts += Fact.told(by: clocks, after: before, holder: holder)
            let state =
                status.isOpen
                ? try FigureSpan.State(
                    status,
                    clocks,
                    holder: entry.holder,
                    after: spans.last.flatMap { $0.to == nil ? $0.state : nil },
                    by: rules
                )
                : nil
            spans.go(on: state, at: entry.at)
        }
        facts += Fact.voided(in: standing) + Fact.stocks(of: spans, until: clocks.at)
    }
}

extension Measure {
    /// What an entry of a history is counted as, but for what follows from clocks and pictures.
    fileprivate static func told(by entry: HistoryEntry) -> [Measure] {
        switch entry.type {
        case .filed: [.filed]
        case .acknowledged: [.acknowledged]
        case .resolved: [.resolved]
        case .refused: [entry.details.refusal.map(Measure.refused)].compactMap(\.self)
        case .withdrawn: [.withdrawn]
        case .markedDuplicate: [.duplicate]
        case .unmerged: [.unmerged]
        case .closed: [.closed]
        case .reopened: [.reopened]
        case .disputed: [.disputed] + [entry.details.rating.map(Measure.rated)].compactMap(\.self)
        case .rated: [entry.details.rating.map(Measure.rated)].compactMap(\.self)
        case .transferred, .declined, .escalated: [.transferred]
        case .rerouted: [.rerouted]
        case .extended: [.extended]
        case .paused, .informationRequested: [.paused]
        case .flagged: [.flagged]
        case .burstNoticed: [.burst]
        case .routed, .corrected, .messageAdded, .followed, .assigned, .started, .resumed, .opinionRequested, .opinionGiven,
            .extensionRequested, .extensionRefused, .resolutionProposed, .resolutionSentBack, .classified, .relocated, .noted, .published,
            .withheld, .undone, .retargeted, .resumedAutomatically, .slaWarned, .slaBreached, .slaEscalated, .slaVoided:
            []
        }
    }
}

extension Fact {
    /// What has become of clocks since they were `before`, in the hands of `holder`.
    fileprivate static func told(by clocks: ReportClocks, after before: ReportClocks, holder: UUID) -> [Fact] {
        clocks.clocks.enumerated().flatMap { index, clock -> [Fact] in
            guard let kind = MeasuredClock(clock.kind) else { return [] }
            let earlier = index < before.clocks.count ? before.clocks[index] : nil
            var facts: [Fact] = []
            if earlier?.breach == nil, let breach = clock.breach {
                facts.append(Fact(.missed(kind), at: breach.occurredAt, agency: breach.agency))
            }
            guard clock.state.isFinal, earlier?.state.isFinal != true, let stoppedAt = clock.stoppedAt else { return facts }
            if clock.state == .cancelled { return facts + [Fact(.cancelled, at: stoppedAt, agency: holder)] }
            if clock.state == .met {
                facts.append(Fact(.met(kind), at: stoppedAt, agency: holder))
                if clock.neededExtension { facts.append(Fact(.metExtended, at: stoppedAt, agency: holder)) }
            }
            // After a breach the miss stays, though there is nothing to resolve any more: nobody took so long to resolve it.
            guard clock.cancelReason == nil else { return facts }
            return facts + [Fact(.used(kind), at: stoppedAt, agency: holder, seconds: clock.usedSeconds)]
        }
    }
}

extension ReportClock {
    /// Whether more time was used than its policy gives.
    fileprivate var neededExtension: Bool { targetSeconds.map { usedSeconds > $0 - extendedSeconds } ?? false }
}

extension Fact {
    /// Misses whose record was taken back and not made anew, in the order of the clocks.
    fileprivate static func voided(in history: [HistoryEntry]) -> [Fact] {
        var missing: [LevelEvent.Key: UUID] = [:]
        var voided: [LevelEvent.Key: Fact] = [:]
        for entry in history {
            guard let key = entry.details.level?.key, let clock = key.miss else { continue }
            if entry.type == .slaBreached {
                missing[key] = entry.details.level?.agency
                voided[key] = nil
            } else {
                voided[key] = Fact(.voided(clock), at: entry.at, agency: missing[key] ?? entry.holder)
            }
        }
        return voided.sorted { ($0.key.cycle, $0.key.clock.name) < ($1.key.cycle, $1.key.clock.name) }.map(\.value)
    }
}

extension LevelEvent.Key {
    /// The clock whose miss it is; nil where it is none.
    fileprivate var miss: MeasuredClock? { level == SLALevel.breach.key ? MeasuredClock(clock) : nil }
}

extension MeasuredClock {
    /// nil: an agency's own clock, of which figures tell nothing.
    fileprivate init?(_ kind: ClockKind) {
        switch kind {
        case .acknowledge: self = .acknowledge
        case .resolve: self = .resolve
        case .handle: return nil
        }
    }
}
