import Testing

@testable import Web

/// Times are seconds after the connection's opening; the limits are the standard ones.
@Suite final class ConnectionStateTests {
    private static let start = ContinuousClock.now

    private static func at(_ seconds: Double) -> ContinuousClock.Instant {
        start + .seconds(seconds)
    }

    private var state = ConnectionState(limits: ConnectionLimits(), now: start)

    private func verdict(_ seconds: Double, unsent: Int = 0) -> ConnectionState.Verdict {
        state.verdict(at: Self.at(seconds), unsentBytes: unsent)
    }

    @Test func silenceEndsAConnection() {
        #expect(verdict(59.9) == .keep)
        #expect(verdict(60) == .close(.idle))
        request(from: 10, to: 10)
        state.answered(at: Self.at(20))
        #expect(verdict(79) == .keep)
        #expect(verdict(80) == .close(.idle))
    }

    @Test func aHeadHasTenSecondsFromItsFirstByteWhateverFollows() {
        state.bytesArrived(at: Self.at(30))
        for second in 31..<40 {
            state.bytesArrived(at: Self.at(Double(second)))
            #expect(verdict(Double(second)) == .keep)
        }
        #expect(verdict(40) == .close(.slowHead))
    }

    @Test func aRequestHasThirtySecondsFromItsFirstByte() {
        state.bytesArrived(at: Self.at(5))
        state.headRead(at: Self.at(14))
        #expect(verdict(34.9) == .keep)
        #expect(verdict(35) == .giveUpBody)
        // It may be answered still, for a moment.
        #expect(verdict(36) == .keep)
        #expect(verdict(40) == .close(.ended))
    }

    @Test func aBodyThatComesFastEnoughMayTakeLonger() {
        state.headRead(at: Self.at(1))
        // 10 KB a second after ten seconds.
        for second in 2..<100 {
            state.bodyArrived(10 * 1024)
            #expect(verdict(Double(second)) == .keep)
        }
        #expect(verdict(108) == .keep)
        #expect(verdict(109) == .giveUpBody)
    }

    @Test func whatComesFastAfterItsAnswerIsNotWaitedFor() {
        state.headRead(at: Self.at(1))
        state.bodyArrived(10 << 20)
        state.answered(at: Self.at(2))
        #expect(verdict(30) == .keep)
        #expect(verdict(31) == .close(.slowBody))
    }

    @Test func anEarlyAnswerDoesNotProlongTheBody() {
        state.headRead(at: Self.at(1))
        state.answered(at: Self.at(20))
        #expect(verdict(30.9) == .keep)
        #expect(verdict(31) == .close(.slowBody))
    }

    @Test func afterAnEarlyAnswerAndTheRestOfTheBodyTheConnectionIsIdle() {
        state.headRead(at: Self.at(1))
        state.answered(at: Self.at(2))
        state.requestRead(at: Self.at(25))
        #expect(state.isIdle)
        #expect(verdict(84) == .keep)
        #expect(verdict(85) == .close(.idle))
    }

    @Test func theServicesOwnTimeIsNotTheClients() {
        request(from: 1, to: 1)
        #expect(verdict(1_000) == .keep)
        // The next request is on its way meanwhile: its time begins when the first has been answered.
        state.headRead(at: Self.at(2))
        #expect(verdict(1_000) == .keep && state.waitingSince == nil)
        state.answered(at: Self.at(1_000))
        #expect(verdict(1_029) == .keep)
        #expect(verdict(1_030) == .giveUpBody)
    }

    @Test func anAnswerNobodyTakesEndsAConnectionAndOneTakenSlowlyDoesNot() {
        request(from: 1, to: 1)
        state.answered(at: Self.at(1))
        for minute in 0..<10 { #expect(verdict(Double(minute * 29), unsent: 1_000_000 - minute) == .keep) }
        #expect(verdict(290, unsent: 1_000) == .keep && state.waitingSince == nil)
        #expect(verdict(319, unsent: 1_000) == .keep)
        #expect(verdict(320, unsent: 1_000) == .close(.slowReader))
        // All taken: from now on it is idle, not since it was written.
        #expect(verdict(321) == .keep)
        #expect(verdict(380) == .keep)
        #expect(verdict(381) == .close(.idle))
    }

    @Test func afterTheLastAnswerThereIsAMomentToReadIt() {
        request(from: 1, to: 1)
        state.closeAfterAnswer()
        state.answered(at: Self.at(2))
        state.linger(from: Self.at(3))
        state.linger(from: Self.at(7))
        #expect(verdict(7.9, unsent: 10) == .keep)
        #expect(verdict(8, unsent: 10) == .close(.ended))
    }

    @Test func waitsForItsClientExceptWhileItAnswers() {
        #expect(state.waitingSince == Self.at(0) && state.isIdle)
        state.bytesArrived(at: Self.at(1))
        #expect(state.waitingSince == Self.at(1) && state.isIdle)
        state.headRead(at: Self.at(2))
        #expect(state.waitingSince == Self.at(1) && !state.isIdle && state.owesAnswer)
        state.requestRead(at: Self.at(3))
        #expect(state.waitingSince == nil && !state.isIdle)
        state.answered(at: Self.at(4))
        #expect(state.waitingSince == Self.at(4) && state.isIdle && !state.owesAnswer)
    }

    private func request(from first: Double, to last: Double) {
        state.headRead(at: Self.at(first))
        state.requestRead(at: Self.at(last))
    }
}
