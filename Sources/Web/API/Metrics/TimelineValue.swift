import Domain
import JSON
import Services

/// Something that a timeline may show.
enum TimelineValue: Hashable, Sendable {
    case count([Measure])
    case stock(FigureStock)
    case rate(FigureRate)
    /// Working hours a clock took.
    case hours(MeasuredClock)

    /// By the name of a measure or a group of them, of a rate, of what there is of something, or of hours.
    init?(_ name: String) {
        if let rate = FigureRate(rawValue: name) {
            self = .rate(rate)
        } else if let clock = MeasuredClock.allCases.first(where: { Self.name(of: $0) == name }) {
            self = .hours(clock)
        } else {
            switch FigureName(name, at: nil) {
            case .measures(let measures) where measures.allSatisfy({ $0.isListed && !$0.isDuration }): self = .count(measures)
            case .stock(let stock, _): self = .stock(stock)
            default: return nil
            }
        }
    }

    /// All names.
    static let names: [String] =
        Measure.allCases.filter { $0.isListed && !$0.isDuration }.map(\.rawValue) + MeasureGroup.allCases.map(\.rawValue)
        + FigureStock.allCases.map(\.rawValue)
        + FigureRate.allCases.map(\.rawValue) + MeasuredClock.allCases.map(name)

    private static func name(of clock: MeasuredClock) -> String { "hours_to_\(clock.rawValue)" }

    func write(_ figures: FigureSet, to json: inout JSONWriter) {
        switch self {
        case .count(let measures): json.raw("\(measures.reduce(0) { $0 + figures.tally[$1] })".utf8)
        case .stock(let stock): (stock == .open ? figures.open : figures.overdue).write(to: &json)
        case .rate(let rate): ShareBody(rate.share(of: figures.tally)).write(to: &json)
        case .hours(let clock): WorkingHoursBody(figures.tally.durations(clock)).write(to: &json)
        }
    }

    /// For a table: as one number, of hours the median.
    func cell(_ figures: FigureSet) -> String? {
        switch self {
        case .count(let measures): return "\(measures.reduce(0) { $0 + figures.tally[$1] })"
        case .stock(let stock): return "\(stock == .open ? figures.open : figures.overdue)"
        case .rate(let rate): return ShareBody(rate.share(of: figures.tally)).cell
        case .hours(let clock): return WorkingHoursBody(figures.tally.durations(clock)).hours(0.5).map { "\($0)" }
        }
    }
}

/// Values of each interval of a period.
struct TimelineOfFiguresBody: JSONWritable {
    let head: FigureHeadBody
    let timeline: FigureTimeline
    let interval: FigureInterval
    let values: [(name: String, value: TimelineValue)]
    let links: FigureLinks?
    let now: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            head.writeMembers(to: &json)
            json.member("interval", interval.rawValue)
            json.array(
                "items",
                timeline.points.map { PointBody(point: $0, values: values, links: links?.of($0, interval), now: now) }
            )
        }
    }

    private struct PointBody: JSONWritable {
        let point: FigureTimeline.Point
        let values: [(name: String, value: TimelineValue)]
        let links: FigureLinks?
        let now: Instant

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("from", point.from.rfc3339)
                json.member("to", point.to.rfc3339)
                json.dictionary("values", values.map { ($0.name, ValueBody(value: $0.value, figures: point.figures)) })
                if let links { json.dictionary("explain", values.compactMap { explained($0, links) }) }
            }
        }

        private func explained(_ value: (name: String, value: TimelineValue), _ links: FigureLinks) -> (String, String)? {
            switch value.value {
            case .count: (value.name, links.link(to: value.name))
            case .stock(let stock): (value.name, links.link(to: stock, before: point.to, now: now))
            case .rate, .hours: nil
            }
        }
    }

    private struct ValueBody: JSONWritable {
        let value: TimelineValue
        let figures: FigureSet

        func write(to json: inout JSONWriter) { value.write(figures, to: &json) }
    }
}
