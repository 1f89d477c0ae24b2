import Services
import Testing

@testable import Workers

@Suite struct LoopPaceTests {
    @Test(arguments: [0.8, 1, 1.2])
    func anIdleLoopWaitsForItsIntervalSpread(spread: Double) {
        var pace = LoopPace(interval: .milliseconds(200))
        #expect(pace.step(after: .success(.idle), spread: spread) == .init(pause: .milliseconds(200) * spread, notice: nil))
    }

    @Test func moreToDoLeavesNoPause() {
        var pace = LoopPace(interval: .milliseconds(200))
        #expect(pace.step(after: .success(.moreToDo), spread: 1.2) == .init(pause: .zero, notice: nil))
    }

    @Test func failuresWaitLongerEachTimeUpToALimit() {
        var pace = LoopPace(interval: .milliseconds(200))
        let pauses = (0..<40).map { _ in pace.step(after: .failure(.unavailable), spread: 1).pause }
        #expect(pauses.prefix(5) == [.milliseconds(400), .milliseconds(800), .milliseconds(1600), .milliseconds(3200), .seconds(5)])
        #expect(pauses.dropFirst(4).allSatisfy { $0 == .seconds(5) })
        _ = pace.step(after: .success(.idle), spread: 1)
        #expect(pace.step(after: .failure(.unavailable), spread: 1).pause == .milliseconds(400))
    }

    @Test func anOutageIsToldOnceWhateverItLooksLike() {
        var pace = LoopPace(interval: .milliseconds(200))
        let outage: [ServiceError] = [.unavailable, .busy, .outcomeUnknown, .unavailable]
        let notices = outage.map { pace.step(after: .failure($0), spread: 1).notice }
        #expect(notices == [.failing(.unavailable), nil, nil, nil])
        #expect(pace.step(after: .success(.moreToDo), spread: 1).notice == .recovered(failures: 4))
        #expect(pace.step(after: .success(.idle), spread: 1).notice == nil)
        #expect(pace.step(after: .failure(.busy), spread: 1).notice == .failing(.busy))
    }

    @Test func aFaultIsNoOutage() {
        var pace = LoopPace(interval: .milliseconds(200))
        let errors: [ServiceError] = [.unavailable, .fault("42P01"), .fault("42P01"), .fault("42703")]
        let notices = errors.map { pace.step(after: .failure($0), spread: 1).notice }
        #expect(notices == [.failing(.unavailable), .failing(.fault("42P01")), nil, .failing(.fault("42703"))])
    }
}
