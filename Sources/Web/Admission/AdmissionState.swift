/// What is being worked on, and whether there is room for more.
///
/// A level is a class with those below it; each has a bound, the sum of their shares, which counts requests by their weight. While no
/// level is full for long, several times as much is let in: on a machine that was busy elsewhere for a moment, what arrived meanwhile
/// arrives at once. A level that its own class has filled again and again for longer is overloaded, and has nine sixteenths of its bound:
/// with half of it the database was idle at times, and more only makes everybody wait. All of that is the class's own if it asks. Those
/// below find room there where one more of the class would find it too, or they would take each place that comes free, being smaller and
/// more; but one of each class is always let in, so that a flood shuts nobody out.
struct AdmissionState: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Level {
        let bound: Int
        /// Of its own class.
        let weight: Int
        /// From when to when it has been full, without a pause as long as the patience.
        var full: (since: Instant, until: Instant)?

        var boundInOverload: Int { max(bound * 9 / 16, weight) }

        mutating func fills(at now: Instant, patience: Duration) {
            let isNew = full.map { $0.until.duration(to: now) >= patience } ?? true
            full = (isNew ? now : full?.since ?? now, now)
        }

        func isOverloaded(at now: Instant, patience: Duration) -> Bool {
            full.map { $0.since.duration(to: now) >= patience && $0.until.duration(to: now) < patience } ?? false
        }
    }

    private let shares: WorkShares
    private var levels: [Level]
    private(set) var underWay: [Int]
    private(set) var refused: [Int]
    private(set) var beingSent = 0
    /// Bytes of bodies that are not yet whole.
    private(set) var kept = 0
    /// Of those whose files come in, and of those who take files.
    var uploads: Places
    var downloads: Places
    /// Of those who wait for changes.
    var listeners: Places

    init(_ shares: WorkShares) {
        var sum = 0
        levels = WorkClass.levels.map { work in
            sum += shares[work] * work.weight
            return Level(bound: sum, weight: work.weight)
        }
        self.shares = shares
        uploads = Places(shares.uploads)
        downloads = Places(shares.downloads)
        listeners = Places(shares.listeners)
        underWay = WorkClass.allCases.map { _ in 0 }
        refused = underWay
    }

    /// Whether there is room; where not, that is a refusal.
    mutating func admits(_ work: WorkClass, at now: Instant) -> Bool {
        if hasRoom(for: work, at: now) { return true }
        refused[work.rawValue] += 1
        return false
    }

    /// Takes room where there is any.
    mutating func enter(_ work: WorkClass, at now: Instant) -> Bool {
        guard admits(work, at: now) else { return false }
        underWay[work.rawValue] += 1
        return true
    }

    mutating func leave(_ work: WorkClass) {
        underWay[work.rawValue] -= 1
    }

    mutating func beginSending() {
        beingSent += 1
    }

    mutating func endSending() {
        beingSent -= 1
    }

    /// Takes memory for more of a body where there is any; where not, that is a refusal.
    mutating func keep(_ bytes: Int, of work: WorkClass) -> Bool {
        guard kept + bytes <= shares.bodies else {
            refused[work.rawValue] += 1
            return false
        }
        kept += bytes
        return true
    }

    mutating func letGo(_ bytes: Int) {
        kept -= bytes
    }

    private mutating func hasRoom(for work: WorkClass, at now: Instant) -> Bool {
        let own = work.rawValue
        if work == .files, downloads.isFull { return false }
        guard levels.indices.contains(own) else { return underWay[own] < shares[work] }
        if work == .exports, beingSent >= shares.exportsBeingSent { return false }
        let sums = sums
        let isOverloaded = levels[own].isOverloaded(at: now, patience: shares.patience)
        let bound = isOverloaded ? levels[own].boundInOverload : levels[own].bound
        let taken = (isOverloaded ? underWay[own] * work.weight : sums[own]) + work.weight
        if taken > bound { levels[own].fills(at: now, patience: shares.patience) }
        guard taken <= (isOverloaded ? bound : bound * shares.burst) else { return false }
        return zip(levels, sums).dropFirst(own + 1).allSatisfy { level, sum in
            guard level.isOverloaded(at: now, patience: shares.patience) else { return sum + work.weight <= level.bound * shares.burst }
            return underWay[own] == 0 || sum + work.weight + level.weight <= level.boundInOverload
        }
    }

    /// What is under way at each level. Lower levels count up to their bounds: their bursts are not held against those above.
    private var sums: [Int] {
        var below = 0
        return zip(WorkClass.levels, levels).map { work, level in
            let sum = below + underWay[work.rawValue] * work.weight
            below = min(sum, level.bound)
            return sum
        }
    }
}
