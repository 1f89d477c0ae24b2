/// What is being worked on, and whether there is room for more.
///
/// A level is a class with those below it; each has a bound, the sum of their shares. While no level stays full for long, several
/// times as much is let in: on a machine that was busy elsewhere for a moment, what arrived meanwhile arrives at once. A level that
/// has been full for longer is overloaded, and what it lets in beyond its bound would only make everybody wait.
struct AdmissionState: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Level {
        let bound: Int
        /// Since it was at its bound, without having been at half of it.
        var fullSince: Instant?
    }

    private let shares: WorkShares
    private var levels: [Level]
    private(set) var underWay: [Int]
    private(set) var refused: [Int]
    private(set) var beingSent = 0

    init(_ shares: WorkShares) {
        var sum = 0
        levels = WorkClass.allCases.map { work in
            sum += shares[work]
            return Level(bound: sum)
        }
        self.shares = shares
        underWay = levels.map { _ in 0 }
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
        for (index, sum) in sums.enumerated() where sum >= levels[index].bound && levels[index].fullSince == nil {
            levels[index].fullSince = now
        }
        return true
    }

    mutating func leave(_ work: WorkClass) {
        underWay[work.rawValue] -= 1
        for (index, sum) in sums.enumerated() where sum <= levels[index].bound / 2 { levels[index].fullSince = nil }
    }

    mutating func beginSending() {
        beingSent += 1
    }

    mutating func endSending() {
        beingSent -= 1
    }

    private func hasRoom(for work: WorkClass, at now: Instant) -> Bool {
        if work == .exports, beingSent >= shares.exportsBeingSent { return false }
        return zip(sums, levels).dropFirst(work.rawValue).allSatisfy { sum, level in
            let isOverloaded = level.fullSince.map { $0.duration(to: now) >= shares.patience } ?? false
            return sum < level.bound * (isOverloaded ? 1 : shares.burst)
        }
    }

    /// What is under way at each level. Lower levels count up to their bounds: their bursts are not held against those above.
    private var sums: [Int] {
        var below = 0
        return zip(underWay, levels).map { count, level in
            let sum = below + count
            below = min(sum, level.bound)
            return sum
        }
    }
}
