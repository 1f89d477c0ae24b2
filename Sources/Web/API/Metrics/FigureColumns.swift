import Domain
import Services

/// Figures as the columns of a table for spreadsheets, by the names they have in JSON.
enum FigureColumns {
    static let headings: [String] = columns.map(\.heading)

    static func cells(_ figures: FigureSet) -> [String?] { columns.map { $0.value(figures) } }

    private struct Column: Sendable {
        let heading: String
        let value: @Sendable (FigureSet) -> String?
    }

    private static let columns = counts + stocks + FigureRate.allCases.flatMap(shares) + MeasuredClock.allCases.flatMap(hours)

    private static let counts: [Column] = Measure.allCases.filter { $0.isListed && !$0.isDuration }.map { measure in
        Column(heading: measure.rawValue) { "\($0.tally[measure])" }
    }

    private static let stocks = [Column(heading: "open") { "\($0.open)" }, Column(heading: "overdue") { "\($0.overdue)" }]

    private static func shares(_ rate: FigureRate) -> [Column] {
        [
            Column(heading: "\(rate.rawValue).numerator") { "\(rate.share(of: $0.tally).numerator)" },
            Column(heading: "\(rate.rawValue).denominator") { "\(rate.share(of: $0.tally).denominator)" },
            Column(heading: "\(rate.rawValue).rate") { ShareBody(rate.share(of: $0.tally)).cell },
        ]
    }

    private static func hours(_ clock: MeasuredClock) -> [Column] {
        [("median", 0.5), ("p90", 0.9)].map { name, share in
            Column(heading: "hours_to_\(clock.rawValue).\(name)") { figures in
                WorkingHoursBody(figures.tally.durations(clock)).hours(share).map { "\($0)" }
            }
        }
    }
}
