internal import Domain
internal import FoundationEssentials
internal import Store

/// How figures of stretches of days are found, one behind the other: what memory tells of them, and what the database alone does.
struct FigureLookup: Sendable {
    let dimension: FigureDimension
    let scope: FigureScope
    let basis: FigureBasis
    let stretches: [Range<Int>]

    /// By the id or name of an object; nil for all of the city, and for what is not known.
    typealias Sets = [String?: FigureSet]

    /// All days of the stretches.
    private var days: Range<Int> { (stretches.first?.lowerBound ?? 0)..<(stretches.last?.upperBound ?? 0) }

    /// What only the database tells: of days that are not held, and of what is not told apart in memory.
    func queries(_ cube: FigureCube) -> [FigureQuery] {
        var queries: [FigureQuery] = []
        if !tellsCounts(cube) {
            // Of two periods each by its objects, of a timeline by days.
            queries += isByDays ? [.days(scope, basis, days)] : stretches.map { .tallies(by: dimension, scope, basis, $0) }
        }
        if basis == .activity, !tellsStocks(cube) {
            queries.append(.moves(by: dimension, scope, basis, before: days.upperBound))
        }
        return queries
    }

    /// Figures of each stretch, by what memory tells and the database has answered to `queries`. Stocks are what there was at a stretch's end,
    /// or is now if that is to come; of a cohort what there is now.
    func sets(_ cube: FigureCube, _ answers: [[String?: Tally]]) -> [Sets] {
        var answers = answers[...]
        let tallies: [[String?: Tally]] =
            if tellsCounts(cube) {
                cube.tallies(by: dimension, scope, basis, stretches).map(Self.named)
            } else {
                isByDays ? byStretch(answers.removeFirst()) : stretches.map { _ in answers.removeFirst() }
            }
        guard basis == .activity else { return tallies.map { $0.mapValues { FigureSet($0, moves: $0) } } }
        var moves =
            tellsStocks(cube) ? Self.named(cube.moves(by: dimension, scope, basis, before: days.upperBound)) : answers.removeFirst()
        var sets: [Sets] = []
        // From the end on back: of each stretch, what had entered and left when the next one began.
        for ofObjects in tallies.reversed() {
            sets.append(
                ofObjects.merging(moves) { own, _ in own }.reduce(into: [:]) { sets, entry in
                    sets[entry.key] = FigureSet(ofObjects[entry.key] ?? Tally(), moves: moves[entry.key] ?? Tally())
                }
            )
            for (name, tally) in ofObjects { moves[name, default: Tally()].takeMoves(of: tally) }
        }
        return sets.reversed()
    }

    private var isByDays: Bool { stretches.count > 2 }

    private func tellsCounts(_ cube: FigureCube) -> Bool { cube.tells(dimension, scope) && days.lowerBound >= cube.days.lowerBound }

    private func tellsStocks(_ cube: FigureCube) -> Bool { cube.tells(dimension, scope) && days.upperBound >= cube.days.lowerBound }

    private func byStretch(_ days: [String?: Tally]) -> [[String?: Tally]] {
        stretches.map { stretch in
            let sum = stretch.reduce(into: Tally()) { sum, day in if let tally = days["\(day)"] { sum.add(tally) } }
            return sum.isEmpty ? [:] : [nil: sum]
        }
    }

    private static func named(_ tallies: [UUID?: Tally]) -> [String?: Tally] {
        Dictionary(tallies.map { (Figures.name($0), $1) }) { first, _ in first }
    }
}

extension FigureSet {
    /// `moves` tells what has entered stocks and left them.
    init(_ tally: Tally, moves: Tally) {
        self.tally = tally
        for stock in FigureStock.allCases { self[stock] = moves[.entered(stock)] - moves[.left(stock)] }
    }
}

extension Tally {
    /// Less what entered stocks and left them in a stretch of days.
    fileprivate mutating func takeMoves(of other: Tally) {
        for measure in FigureStock.allCases.flatMap({ [Measure.entered($0), .left($0)] }) where other[measure] != 0 {
            add(-other[measure], of: measure)
        }
    }
}
