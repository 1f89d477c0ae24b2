import Testing

@testable import Workers

@Suite struct LoopLagTests {
    private let start = SuspendingClock.now

    @Test func betweenRoundsItIsWhatWasFound() {
        var lag = LoopLag()
        lag.found(7, at: start)
        #expect(lag.seconds(at: start + .seconds(100)) == 7)
    }

    @Test func itRisesWhileRoundsFailAndIsFoundAnewAfterwards() {
        var lag = LoopLag()
        lag.found(7, at: start)
        lag.roundFailed()
        #expect(lag.seconds(at: start + .seconds(100)) == 107)
        lag.roundFailed()
        #expect(lag.seconds(at: start + .seconds(200)) == 207)
        lag.found(0, at: start + .seconds(201))
        #expect(lag.seconds(at: start + .seconds(300)) == 0)
    }
}
