import Services
import Testing

@Suite struct ChangeSignalTests {
    /// Longer than any test takes.
    private static let forever = Duration.seconds(600)

    /// Waits until so many wait.
    private static func awaited(_ signal: ChangeSignal) async throws {
        while !signal.isAwaited { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func whoWaitsElsewhereIsWoken() async throws {
        let signal = ChangeSignal()
        async let change = signal.change(behind: 7, within: Self.forever)
        try await Self.awaited(signal)
        signal.moved(to: 7)
        #expect(signal.isAwaited)
        signal.moved(to: 8)
        #expect(await change)
        #expect(!signal.isAwaited)
    }

    /// Whoever waits at a place that is no more has to look, and is told.
    @Test func aHistoryThatWasSetBackWakesToo() async throws {
        let signal = ChangeSignal()
        async let change = signal.change(behind: 7, within: Self.forever)
        try await Self.awaited(signal)
        signal.moved(to: 6)
        #expect(await change)
    }

    @Test func patienceEnds() async {
        let signal = ChangeSignal()
        #expect(await signal.change(behind: 0, within: .milliseconds(20)) == false)
        #expect(await signal.change(behind: 0, within: .zero) == false)
        #expect(!signal.isAwaited)
    }

    @Test func allAreLetGoAtTheEnd() async throws {
        let signal = ChangeSignal()
        async let first = signal.change(behind: 1, within: Self.forever)
        async let second = signal.change(behind: 2, within: Self.forever)
        try await Self.awaited(signal)
        signal.end()
        #expect(await [first, second] == [false, false])
        #expect(signal.isOver)
        #expect(await signal.change(behind: 0, within: Self.forever) == false)
    }

    @Test func whoIsCancelledWaitsNoMore() async throws {
        let signal = ChangeSignal()
        await withTaskGroup(of: Bool.self) { group in
            for position in 0..<100 { group.addTask { await signal.change(behind: position, within: Self.forever) } }
            group.cancelAll()
            for await change in group { #expect(!change) }
        }
        #expect(!signal.isAwaited)
    }

    /// Wakes, ends of patience and cancellations at once: everybody is answered once.
    @Test func everybodyIsAnswered() async {
        let signal = ChangeSignal()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask { _ = await signal.change(behind: number % 5, within: .milliseconds(Int64(number % 20))) }
            }
            for number in 0..<200 { group.addTask { signal.moved(to: number % 5) } }
        }
        #expect(!signal.isAwaited)
    }
}
