package import Domain
package import Foundation

/// Clocks by the definition: one walk over all ticks of a report's life, in which each clock counts the ticks it is running and somebody
/// works. It shares nothing with the fold but the events and the policies it reads.
///
/// All calendars, events and thresholds of a test must lie on whole ticks.
package struct TimelineWalk {
    /// What one clock has come to.
    package struct Count {
        package let key: Key
        package var state = ClockState.pending
        package var target: Int?
        package var policy: UUID?
        package var used = 0
        package var usedBy: [UUID: Int] = [:]
        package var startedAt: Int?
        package var stoppedAt: Int?
        package var pauses = 0
        /// Ticks the pause may still last.
        var pausedTicks = 0
        var pauseReason: PauseReason?
        package var passed: [Passed] = []
        /// Used ticks at which the next level, or the target, has to be looked at.
        var watch = -1
        package var due: Int?
        package var breach: Int?
        package var extended = 0

        package var isLive: Bool { state == .running || state == .paused }

        package func has(_ level: String) -> Bool { passed.contains { $0.level == level } }
    }

    /// A level, the tick at whose start it was not passed yet, the agency, and whether a new limit passed it.
    package struct Passed: Hashable {
        package let level: String
        package let at: Int
        package let agency: UUID
        package let byReclassification: Bool

        package init(level: String, at: Int, agency: UUID, byReclassification: Bool) {
            self.level = level
            self.at = at
            self.agency = agency
            self.byReclassification = byReclassification
        }
    }

    package struct Key: Hashable {
        package let cycle: Int
        package let kind: ClockKind

        package init(cycle: Int, kind: ClockKind) {
            self.cycle = cycle
            self.kind = kind
        }
    }

    /// Who works when: for each calendar code and tick a bit for every agency.
    package struct Hours {
        let start: Int64
        let tick: Int64
        let agencies: [UUID]
        let open: [String: [UInt8]]

        /// Calendars by code, one definition for each agency.
        package init(_ calendars: [String: [CalendarDefinition]], agencies: [UUID], tick: Int64) {
            self.agencies = agencies
            self.tick = tick
            start = calendars.values.first?.first.map { Int64($0.firstDay.daysSince1970) * 86_400 - Int64($0.utcOffsetSeconds) } ?? 0
            open = calendars.mapValues { definitions in
                var masks = [UInt8](repeating: 0, count: 0)
                for (index, definition) in definitions.enumerated() {
                    let ticks = Self.ticks(definition, tick)
                    if masks.isEmpty { masks = [UInt8](repeating: 0, count: ticks.count) }
                    for position in ticks.indices where ticks[position] { masks[position] |= 1 << UInt8(index) }
                }
                return masks
            }
        }

        private static func ticks(_ definition: CalendarDefinition, _ tick: Int64) -> [Bool] {
            var week = definition.weeks.first
            return (definition.firstDay.daysSince1970...definition.lastDay.daysSince1970).flatMap { day in
                let date = CivilDate(daysSince1970: day)
                week = definition.weeks.later[date] ?? week
                let hours = definition.exceptions[date].map(\.hours) ?? week[(day + 3) % 7 + 1, default: []]
                var ticks = [Bool](repeating: false, count: Int(86_400 / tick))
                for interval in hours {
                    for index in interval.start / Int(tick)..<interval.end / Int(tick) { ticks[index] = true }
                }
                return ticks
            }
        }

        package var count: Int { open.values.first?.count ?? 0 }
        package func instant(_ index: Int) -> Instant { Instant(secondsSince1970: start + Int64(index) * tick) }
        package func index(_ instant: Instant) -> Int { Int((instant.secondsSince1970 - start) / tick) }
        func bit(_ agency: UUID) -> UInt8 { agencies.firstIndex(of: agency).map { 1 << UInt8($0) } ?? 0 }
    }

    private let hours: Hours
    private let policies: [UUID: SLAPolicy]

    package private(set) var counts: [Count] = []
    package private(set) var cycle = 0
    private var holder = UUID()
    private var policy: SLAPolicy?
    private var isOpen = false
    private var asked: Set<UUID> = []
    /// The clocks that count at present, each with its agency; kept between events.
    private var live: [(index: Int, agency: UUID, bit: UInt8)] = []

    package init(_ hours: Hours, policies: [UUID: SLAPolicy]) {
        self.hours = hours
        self.policies = policies
    }

    package subscript(_ key: Key) -> Count? { counts.first { $0.key == key } }

    /// Walks from the first event to `end`, at whose start it stops; events at `end` are taken in.
    package mutating func walk(_ events: [(at: Int, event: ClockEvent)], to end: Int) {
        guard var now = events.first?.at else { return }
        for (at, event) in events {
            pass(from: now, to: at)
            now = at
            take(event, at: now)
        }
        pass(from: now, to: end)
    }

    /// Goes on without events until every running clock has reached its target and passed it.
    package mutating func walkOn(from now: Int) {
        for tick in now..<hours.count {
            let isWaiting = self[Key(cycle: cycle, kind: .resolve)]?.state == .pending
            if !isWaiting && live.allSatisfy({ counts[$0.index].target == nil || counts[$0.index].breach != nil }) { return }
            pass(from: tick, to: tick + 1)
        }
    }

    /// An event that was undone by the next one did not happen, and what moved no clock is undone without moving one.
    package static func withoutUndone(_ events: [(at: Int, event: ClockEvent)]) -> [(at: Int, event: ClockEvent)] {
        var kept: [(at: Int, event: ClockEvent)] = []
        var undoable: [Int] = []
        for (at, event) in events {
            if case .undone(let seq) = event.change, seq == undoable.last, let last = kept.lastIndex(where: { $0.event.seq == seq }) {
                kept.remove(at: last)
                kept.append((at, ClockEvent(seq: event.seq, at: event.at, holder: event.holder, change: nil)))
                undoable.removeLast()
                continue
            }
            let holder = kept.last?.event.holder
            if case .undone = event.change, event.holder == holder {
                kept.append((at, ClockEvent(seq: event.seq, at: event.at, holder: event.holder, change: nil)))
                continue
            }
            kept.append((at, event))
            if event.seq > 1, event.change != nil || event.holder != holder { undoable.append(event.seq) }
        }
        return kept
    }

    // MARK: Time

    private mutating func pass(from start: Int, to end: Int) {
        guard let policy, let open = hours.open[policy.calendarKey] else { return }
        for tick in start..<end where open[tick] != 0 {
            // The acknowledgement comes first: the tick that misses it is the first of the clock to resolve, which follows in the list.
            var position = 0
            while position < live.count {
                let (index, agency, bit) = live[position]
                if open[tick] & bit != 0 { passTick(index, tick, agency, policy) }
                position += 1
            }
        }
    }

    private mutating func passTick(_ index: Int, _ tick: Int, _ agency: UUID, _ policy: SLAPolicy) {
        if counts[index].state == .paused {
            counts[index].pausedTicks -= 1
            if counts[index].pausedTicks == 0 { counts[index].state = .running }
            return
        }
        if counts[index].used == counts[index].watch { look(index, tick, agency, policy) }
        counts[index].used += 1
        counts[index].usedBy[agency, default: 0] += 1
        if counts[index].used == counts[index].target, counts[index].due == nil { counts[index].due = tick + 1 }
    }

    private mutating func look(_ index: Int, _ tick: Int, _ agency: UUID, _ policy: SLAPolicy) {
        guard let target = counts[index].target else { return }
        for (level, threshold) in Self.thresholds(target, policy) where threshold == counts[index].used && !counts[index].has(level) {
            counts[index].passed.append(Passed(level: level, at: tick, agency: agency, byReclassification: false))
        }
        if counts[index].used == target, counts[index].breach == nil { counts[index].breach = tick }
        if counts[index].key.kind == .acknowledge, counts[index].has("breach_100") { startResolve(at: tick) }
        watch(index, above: counts[index].used, policy)
    }

    /// Finds the next number of used ticks at which something may happen.
    private mutating func watch(_ index: Int, above used: Int, _ policy: SLAPolicy) {
        counts[index].watch =
            counts[index].target.flatMap { target in
                Self.thresholds(target, policy).map(\.1).filter { $0 > used }.min()
            } ?? -1
    }

    private mutating func refresh() {
        live = counts.indices.filter { counts[$0].key.cycle == cycle && counts[$0].isLive }.map { index in
            let agency = if case .handle(let agency) = counts[index].key.kind { agency } else { holder }
            return (index, agency, hours.bit(agency))
        }
        if let policy { for (index, _, _) in live { watch(index, above: counts[index].used - 1, policy) } }
    }

    private static func thresholds(_ target: Int, _ policy: SLAPolicy) -> [(String, Int)] {
        policy.levels.all.map { ($0.key, $0.percent * target / 100) }
    }

    // MARK: Events

    private mutating func take(_ event: ClockEvent, at now: Int) {
        holder = event.holder
        switch event.change {
        case .filed(let id):
            guard cycle == 0, let chosen = policies[id] else { break }
            (policy, cycle, isOpen) = (chosen, 1, true)
            let first = Key(cycle: 1, kind: .acknowledge)
            counts.append(Count(key: first, state: .running, target: ticks(chosen.acknowledgeSeconds), startedAt: now))
            counts.append(Count(key: Key(cycle: 1, kind: .resolve), target: ticks(chosen.resolveSeconds)))
            if chosen.resolveStarts == .receipt { startResolve(at: now) }
        case .reopened:
            guard !isOpen, let policy else { break }
            (cycle, isOpen) = (cycle + 1, true)
            counts.append(Count(key: Key(cycle: cycle, kind: .resolve), target: reopened(policy)))
            startResolve(at: now)
        case let change? where isOpen: takeOpen(change, at: now)
        default: break
        }
        settleHandling(at: now)
        refresh()
    }

    private mutating func takeOpen(_ change: ClockEvent.Change, at now: Int) {
        let first = index(.acknowledge)
        guard let second = index(.resolve) else { return }
        let wasUnacknowledged = first.map { counts[$0].isLive } ?? false
        switch change {
        case .acknowledged:
            if wasUnacknowledged { startResolve(at: now) }
            first.map { stop($0, at: now, .met) }
        case .resolved:
            if wasUnacknowledged { startResolve(at: now) }
            first.map { stop($0, at: now, .met) }
            stop(second, at: now, .met)
            (isOpen, asked) = (false, [])
        case .cancelled:
            first.map { stop($0, at: now, .met) }
            stop(second, at: now, .cancelled)
            (isOpen, asked) = (false, [])
        case .paused(let reason): pause(second, reason)
        case .resumed:
            if counts[second].state == .paused { counts[second].state = .running }
        case .answered:
            if counts[second].state == .paused, counts[second].pauseReason == .awaitingCitizen { counts[second].state = .running }
        case .retargeted(let id): reclassify(id, first, second, at: now)
        case .extended(let seconds):
            counts[second].extended += ticks(seconds)
            aim(second, (counts[second].target ?? 0) + ticks(seconds), at: now, holder)
        case .opinionRequested(let agency): asked.insert(agency)
        case .opinionGiven(let agency): asked.remove(agency)
        case .filed, .reopened, .undone: break
        }
    }

    private mutating func pause(_ index: Int, _ reason: PauseReason) {
        guard counts[index].state == .running, counts[index].pauses < 2, let policy else { return }
        counts[index].state = .paused
        counts[index].pauses += 1
        counts[index].pauseReason = reason
        counts[index].pausedTicks = ticks(policy.nominalDaySeconds * 5)
    }

    private mutating func reclassify(_ id: UUID, _ first: Int?, _ second: Int, at now: Int) {
        guard let chosen = policies[id] else { return }
        policy = chosen
        if let first {
            aim(first, ticks(chosen.acknowledgeSeconds), at: now, holder)
            if counts[first].has("breach_100") { startResolve(at: now) }
        }
        aim(second, (cycle == 1 ? ticks(chosen.resolveSeconds) : reopened(chosen)) + counts[second].extended, at: now, holder)
        for agency in handling {
            if let index = index(.handle(agency: agency)) { aim(index, chosen.handleSeconds.map(ticks), at: now, agency) }
        }
    }

    private mutating func startResolve(at now: Int) {
        guard let index = index(.resolve), counts[index].state == .pending else { return }
        counts[index].state = .running
        counts[index].startedAt = now
        refresh()
    }

    private mutating func stop(_ index: Int, at now: Int, _ outcome: ClockState) {
        guard !counts[index].state.isFinal else { return }
        counts[index].state = counts[index].has("breach_100") ? .missed : outcome
        counts[index].stoppedAt = now
    }

    private mutating func aim(_ index: Int, _ target: Int?, at now: Int, _ agency: UUID) {
        guard !counts[index].state.isFinal, let policy else { return }
        let (used, isLive) = (counts[index].used, counts[index].isLive)
        counts[index].target = target
        counts[index].policy = policy.id
        // A date that was reached and still is stays; a new limit reaches others now.
        let due = counts[index].due ?? now
        let breach = counts[index].breach ?? now
        counts[index].due = target.flatMap { used >= $0 && isLive ? due : nil }
        counts[index].breach = target.flatMap { used > $0 && isLive ? breach : nil }
        guard let target, isLive else { return }
        for (level, threshold) in Self.thresholds(target, policy) where used > threshold && !counts[index].has(level) {
            counts[index].passed.append(Passed(level: level, at: now, agency: agency, byReclassification: true))
        }
    }

    private var handling: Set<UUID> { isOpen ? asked.union([holder]) : [] }

    private mutating func settleHandling(at now: Int) {
        for index in counts.indices where counts[index].key.cycle == cycle && counts[index].isLive {
            if case .handle(let agency) = counts[index].key.kind, !handling.contains(agency) { stop(index, at: now, .met) }
        }
        for agency in handling {
            guard let policy else { continue }
            let target = policy.handleSeconds.map(ticks)
            guard let index = index(.handle(agency: agency)) else {
                let key = Key(cycle: cycle, kind: .handle(agency: agency))
                counts.append(Count(key: key, state: .running, target: target, policy: policy.id, startedAt: now))
                continue
            }
            guard !counts[index].isLive else { continue }
            counts[index].state = .running
            counts[index].stoppedAt = nil
            if counts[index].policy != policy.id { aim(index, target, at: now, agency) }
        }
    }

    private func index(_ kind: ClockKind) -> Int? {
        counts.firstIndex { $0.key.cycle == cycle && $0.key.kind == kind }
    }

    private func reopened(_ policy: SLAPolicy) -> Int {
        max(ticks(policy.resolveSeconds) * policy.reopening.percent / 100, ticks(policy.reopening.minimumSeconds))
    }

    private func ticks(_ seconds: Int64) -> Int { Int(seconds / hours.tick) }
}
