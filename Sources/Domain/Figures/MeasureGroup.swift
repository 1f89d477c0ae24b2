/// Measures that are told together, and one by one. Raw values are sent.
package enum MeasureGroup: String, CaseIterable, Sendable {
    /// Whatever the code.
    case refused
    /// Whichever the rating.
    case rated
    /// Of either clock.
    case voided

    /// What is told of it, each by a name of its own.
    package var parts: [(code: String, measure: Measure)] {
        switch self {
        case .refused: RefusalCode.allCases.map { ($0.rawValue, .refused($0)) }
        case .rated: Rating.allCases.map { ($0.rawValue, .rated($0)) }
        case .voided: MeasuredClock.allCases.map { ($0.rawValue, .voided($0)) }
        }
    }

    package var measures: [Measure] { parts.map(\.measure) }
}
