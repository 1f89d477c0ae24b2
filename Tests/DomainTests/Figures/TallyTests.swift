import Domain
import Testing

@Suite struct TallyTests {
    private static func tally(_ counts: [Measure: Int]) -> Tally {
        counts.reduce(into: Tally()) { $0.add($1.value, of: $1.key) }
    }

    @Test func onTimeIsWhatStoppedInTimeOfAllThatStoppedOrRanOut() {
        let tally = Self.tally([.met(.resolve): 3, .missed(.resolve): 1, .metExtended: 2, .met(.acknowledge): 7])
        #expect(FigureRate.onTimeResolve.share(of: tally) == Share(3, of: 4))
        #expect(FigureRate.extension.share(of: tally) == Share(2, of: 4))
        #expect(FigureRate.onTimeAcknowledge.share(of: tally).rate == 1)
    }

    @Test func ofNothingThereIsNoRate() {
        for rate in FigureRate.allCases {
            #expect(rate.share(of: Tally()) == Share(0, of: 0) && rate.share(of: Tally()).rate == nil)
        }
    }

    @Test(arguments: [(19, true), (20, false)])
    func ofTooFewNothingIsConcluded(denominator: Int, isSmall: Bool) {
        #expect(Share(1, of: denominator).isSmall == isSmall)
    }

    @Test func refusalsAndRatingsAreSummed() {
        let tally = Self.tally([.refused(.spam): 2, .refused(.unclear): 1, .rated(.satisfied): 4, .rated(.unsatisfied): 1])
        #expect(tally.total(.refused) == 3 && tally.total(.rated) == 5)
        #expect(FigureRate.satisfaction.share(of: tally) == Share(4, of: 5))
    }

    @Test func nobodyOutsideLearnsOfASecret() {
        let tally = Self.tally([.refused(.stateSecret): 2, .refused(.outsideCityCompetence): 1])
        #expect(tally.outside[.refused(.stateSecret)] == 0 && tally.outside[.refused(.outsideCityCompetence)] == 3)
        #expect(tally.outside.total(.refused) == tally.total(.refused))
    }

    @Test func talliesAddUpWithTheirDurations() {
        var first = Tally()
        first.add(2, of: .used(.resolve), bucket: 10)
        first.add(1, of: .filed)
        var second = Tally()
        second.add(3, of: .used(.resolve), bucket: 11)
        second.add(first)
        #expect(second[.used(.resolve)] == 5 && second.durations(.resolve).total == 5 && second[.filed] == 1)
        #expect(second.durations(.acknowledge).total == 0 && second.durations(.acknowledge).quantile(0.5) == nil)
    }

    @Test func everyRateAndMeasureHasANameOfItsOwn() {
        let names = Measure.allCases.map(\.rawValue) + FigureRate.allCases.map(\.rawValue) + FigureStock.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
    }

    @Test func aPeriodHasDaysAndAsManyBefore() throws {
        let (from, to) = (try #require(CivilDate("2026-03-01")), try #require(CivilDate("2026-04-01")))
        let period = try #require(FigurePeriod(from: from, to: to))
        #expect(period.days == 31 && period.before.to == from && period.before.from.description == "2026-01-29")
        #expect(FigurePeriod(from: to, to: from) == nil && FigurePeriod(from: from, to: from) == nil)
        #expect(FigurePeriod(from: from, to: from.adding(days: FigurePeriod.mostDays + 1)) == nil)
        #expect(FigurePeriod(endingBefore: to).days == 30)
    }
}
