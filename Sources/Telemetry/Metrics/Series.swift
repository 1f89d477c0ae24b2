/// Names one series: the family it belongs to and its rendered labels.
struct SeriesID: Hashable, Sendable {
    /// The labels of the series shared by all that come after a family is full.
    static let overflowLabels = "overflow=\"true\""

    let family: String
    let labels: String
}

/// What a series shows at the moment of a scrape.
enum Reading: Sendable {
    case value(Double)
    /// `counts` are per bucket, not cumulative, and hold one more than `bounds`: what exceeds the last bound.
    case distribution(bounds: [Double], counts: [UInt64], sum: Double)
}

/// A live series: recorded into by any thread, read by a scrape.
protocol Series: AnyObject, Sendable {
    static var kind: MetricKind { get }
    var id: SeriesID { get }
    func reading() -> Reading
}
