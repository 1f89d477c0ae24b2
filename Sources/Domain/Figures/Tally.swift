/// How much was counted of each measure.
package struct Tally: Hashable, Sendable {
    private var counts: [Measure: Int] = [:]
    private var histograms: [MeasuredClock: Histogram] = [:]

    /// Nothing.
    package init() {}

    /// How many facts there are of a measure.
    package subscript(measure: Measure) -> Int { counts[measure, default: 0] }

    /// The lengths of a clock that stopped.
    package func durations(_ clock: MeasuredClock) -> Histogram { histograms[clock] ?? Histogram() }

    /// How many facts there are of all measures of a group.
    package func total(_ group: MeasureGroup) -> Int { group.measures.reduce(0) { $0 + self[$1] } }

    /// As those outside hear of it: of refusals nobody learns that something is a secret.
    package var outside: Tally {
        var tally = self
        for code in RefusalCode.allCases where code.outside != code {
            let count = tally[.refused(code)]
            tally.add(-count, of: .refused(code))
            tally.add(count, of: .refused(code.outside))
        }
        return tally
    }

    /// Whether nothing was counted.
    package var isEmpty: Bool { counts.isEmpty }

    /// Adds so many facts; `bucket` is where a duration lies.
    package mutating func add(_ count: Int, of measure: Measure, bucket: Int = 0) {
        let sum = self[measure] + count
        counts[measure] = sum == 0 ? nil : sum
        if case .used(let clock) = measure { histograms[clock, default: Histogram()].add(count, inBucket: bucket) }
    }

    /// Adds the lengths of a clock that stopped.
    package mutating func add(_ histogram: Histogram, of clock: MeasuredClock) {
        for (bucket, count) in histogram.counts { add(count, of: .used(clock), bucket: bucket) }
    }

    /// Adds what another one counted.
    package mutating func add(_ other: Tally) {
        for (measure, count) in other.counts where !measure.isDuration { add(count, of: measure) }
        for (clock, histogram) in other.histograms { add(histogram, of: clock) }
    }
}
