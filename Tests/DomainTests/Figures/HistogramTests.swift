import Domain
import RandomTesting
import Testing

@Suite struct HistogramTests {
    @Test func everyDurationHasABucketAndLongerOnesNoLesserOne() {
        #expect(Histogram.bucket(ofSeconds: -1) == 0)
        #expect(Histogram.bucket(ofSeconds: 0) == 0)
        #expect(Histogram.bucket(ofSeconds: 1) == 1)
        var last = 0
        for seconds in (0...100_000).map(Int64.init) + [1_000_000, 1_000_000_000, .max] {
            let bucket = Histogram.bucket(ofSeconds: seconds)
            #expect(bucket >= last)
            last = bucket
        }
        // As wide as the column that keeps it.
        #expect(last < 32_767)
    }

    @Test(arguments: randomCases(2_000, usually: 200))
    func quantilesAreRightWithinTwoPercent(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let longest = Int64(10) << Int64.random(in: 0...26, using: &random)
        let durations = (0..<Int.random(in: 1...500, using: &random)).map { _ in Int64.random(in: 0...longest, using: &random) }.sorted()
        // In two parts, as two days are added.
        var parts = [Histogram(), Histogram()]
        for duration in durations { parts[Int.random(in: 0...1, using: &random)].add(1, inBucket: Histogram.bucket(ofSeconds: duration)) }
        var sum = parts[0]
        sum.add(parts[1])
        #expect(sum.total == durations.count)
        for share in [0.01, 0.25, 0.5, 0.9, 0.99, 1] {
            let rank = max(1, Int((Double(durations.count) * share).rounded(.up)))
            let exact = Double(durations[rank - 1])
            let told = sum.quantile(share) ?? -1
            #expect(abs(told - exact) <= exact * 0.02 + 1e-9, "seed \(seed), share \(share): \(told) for \(exact)")
        }
    }

    @Test func whatIsTakenAwayLeavesNothing() {
        var histogram = Histogram()
        #expect(histogram.quantile(0.5) == nil)
        histogram.add(3, inBucket: 7)
        histogram.add(-3, inBucket: 7)
        #expect(histogram == Histogram())
    }
}
