/// What is counted: the closed list. Raw values are stored and sent.
package enum Measure: Hashable, Sendable {
    case filed
    /// A person accepted it for the first time.
    case acknowledged
    /// A solution was given, each time.
    case resolved
    case refused(RefusalCode)
    case withdrawn
    case duplicate
    case unmerged
    case closed
    case reopened
    case disputed
    case rated(Rating)
    /// A desk passed it on: transferred, declined or escalated, each time.
    case transferred
    /// The system moved it.
    case rerouted
    /// More time was granted.
    case extended
    /// A desk halted the clock to resolve, or asked the reporter something.
    case paused
    /// A solution was given where the category asks for pictures.
    case evidenceOwed
    /// A solution was given with pictures.
    case withEvidence
    case flagged
    /// It came with many others that have something in common with it.
    case burst
    /// A clock of a cycle stopped in time.
    case met(MeasuredClock)
    /// A clock of a cycle ran out, at that instant and whether it runs on or not (R18). Never besides `met` of the same clock and cycle.
    case missed(MeasuredClock)
    /// The record of a miss was taken back (R15), at that instant: by a corrected calendar or rule, or with a deed that was undone. Counted at the
    /// desk that was said to have missed it; never besides `missed` of the same clock and cycle, as where it was recorded anew.
    case voided(MeasuredClock)
    /// Besides `met`: the clock to resolve used more time than its policy gives, which had been granted.
    case metExtended
    /// There was nothing to resolve any more.
    case cancelled
    /// It came to what there is at a desk: see `FigureStock`.
    case entered(FigureStock)
    /// It went from there.
    case left(FigureStock)
    /// Working seconds of a clock that stopped, met or missed, as what it measures was done: the only measure that is a duration.
    case used(MeasuredClock)

    /// Whether facts of it have a length: those of others are only counted.
    package var isDuration: Bool {
        if case .used = self { true } else { false }
    }
}

extension Measure: CaseIterable {
    package static let allCases: [Measure] =
        [
            .filed, .acknowledged, .resolved, .withdrawn, .duplicate, .unmerged, .closed, .reopened, .disputed, .transferred, .rerouted,
            .extended, .paused, .evidenceOwed, .withEvidence, .flagged, .burst, .metExtended, .cancelled,
        ]
        + RefusalCode.allCases.map(Measure.refused)
        + Rating.allCases.map(Measure.rated)
        + FigureStock.allCases.flatMap { [.entered($0), .left($0)] }
        + MeasuredClock.allCases.flatMap { [.met($0), .missed($0), .voided($0), .used($0)] }
}

extension Measure: RawRepresentable {
    private static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    package init?(rawValue: String) {
        guard let measure = Self.named[rawValue] else { return nil }
        self = measure
    }

    package var rawValue: String {
        switch self {
        case .filed: "filed"
        case .acknowledged: "acknowledged"
        case .resolved: "resolved"
        case .refused(let code): "refused.\(code.rawValue)"
        case .withdrawn: "withdrawn"
        case .duplicate: "duplicate"
        case .unmerged: "unmerged"
        case .closed: "closed"
        case .reopened: "reopened"
        case .disputed: "disputed"
        case .rated(let rating): "rated.\(rating.rawValue)"
        case .transferred: "transferred"
        case .rerouted: "rerouted"
        case .extended: "extended"
        case .paused: "paused"
        case .evidenceOwed: "evidence_owed"
        case .withEvidence: "with_evidence"
        case .flagged: "flagged"
        case .burst: "burst"
        case .met(let clock): "\(clock.rawValue).met"
        case .missed(let clock): "\(clock.rawValue).missed"
        case .voided(let clock): "\(clock.rawValue).voided"
        case .metExtended: "resolve.met_extended"
        case .cancelled: "resolve.cancelled"
        case .entered(let stock): "\(stock.rawValue).entered"
        case .left(let stock): "\(stock.rawValue).left"
        case .used(let clock): "\(clock.rawValue).used"
        }
    }
}
