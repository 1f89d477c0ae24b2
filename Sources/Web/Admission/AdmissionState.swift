/// What is being worked on, and whether there is room for more.
///
/// Invariant: of each class and those below it together, never more is under way than their shares together.
struct AdmissionState: Sendable {
    /// By class and those below it together.
    private let bounds: [Int]
    private let mostSent: Int
    private(set) var underWay: [Int]
    private(set) var refused: [Int]
    private(set) var beingSent = 0

    init(_ shares: WorkShares) {
        var sum = 0
        bounds = WorkClass.allCases.map { work in
            sum += shares[work]
            return sum
        }
        mostSent = shares.exportsBeingSent
        underWay = bounds.map { _ in 0 }
        refused = underWay
    }

    private func hasRoom(for work: WorkClass) -> Bool {
        if work == .exports, beingSent >= mostSent { return false }
        var sum = 0
        for other in WorkClass.allCases {
            sum += underWay[other.rawValue]
            // What a class below takes of this one's share, and what is borrowed by one above, both count.
            if other.rawValue >= work.rawValue, sum >= bounds[other.rawValue] { return false }
        }
        return true
    }

    /// Whether there is room; where not, that is a refusal.
    mutating func admits(_ work: WorkClass) -> Bool {
        if hasRoom(for: work) { return true }
        refused[work.rawValue] += 1
        return false
    }

    /// Takes room where there is any.
    mutating func enter(_ work: WorkClass) -> Bool {
        guard admits(work) else { return false }
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
}
