import InMemoryLogging
import Logging
import ServiceLifecycleTestKit
import Services
import Synchronization
import Testing

@testable import Workers

@Suite struct PeriodicLoopTests {
    @Test func roundsFollowEachOtherAfterAPauseSpreadByAFifth() async throws {
        let work = ScriptedWork()
        let pauses = try await running(work) { clock in
            var pauses: [Duration] = []
            for _ in 0..<100 { pauses.append(await clock.passPause()) }
            return pauses
        }
        #expect(work.rounds >= 100)
        #expect(pauses.allSatisfy { (.milliseconds(160)...(.milliseconds(240))).contains($0) })
        #expect(Set(pauses).count > 1)
    }

    @Test func aRoundThatLeavesSomethingIsFollowedAtOnce() async throws {
        let work = ScriptedWork([.success(.moreToDo), .success(.moreToDo), .success(.idle)])
        try await running(work) { clock in
            _ = await clock.pause()
            #expect(work.rounds == 3)
        }
    }

    @Test func shutdownEndsThePause() async throws {
        let work = ScriptedWork()
        try await running(work) { clock in _ = await clock.pause() }
        #expect(work.rounds == 1)
    }

    @Test func shutdownDuringARoundLetsItEndAndNoOtherBegin() async throws {
        try await testGracefulShutdown { trigger in
            let wasCancelled = Mutex(false)
            let work = ScriptedWork([.success(.moreToDo), .success(.moreToDo)]) { number in
                if number == 2 { trigger.triggerGracefulShutdown() }
                await Task.yield()
                wasCancelled.withLock { $0 = $0 || Task.isCancelled }
            }
            try await PeriodicLoop(work, clock: ManualClock(), logger: .silent).run()
            #expect(work.rounds == 2)
            #expect(!wasCancelled.withLock { $0 })
        }
    }

    @Test func cancellationEndsTheLoop() async throws {
        let clock = ManualClock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await PeriodicLoop(ScriptedWork(), clock: clock, logger: .silent).run() }
            _ = await clock.pause()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func anOutageIsLoggedOnceAndSoIsItsEnd() async throws {
        let log = InMemoryLogHandler()
        let work = ScriptedWork([.failure(.unavailable), .failure(.busy), .failure(.unavailable)])
        try await running(work, logger: Logger(label: "tests") { _ in log }) { clock in
            for _ in 0..<5 { await clock.passPause() }
        }
        #expect(log.entries.map(\.level) == [.error, .notice])
        #expect(log.entries.map { $0.metadata["failed_rounds"] } == [nil, "3"])
    }

    @Test func aFailedRoundIsARound() async throws {
        let work = ScriptedWork(Array(repeating: .failure(.unavailable), count: 100))
        let clock = ManualClock()
        let loop = PeriodicLoop(work, clock: clock, logger: .silent)
        try await running(loop) {
            for _ in 0..<20 {
                await clock.passPause()
                _ = await clock.pause()
                #expect(loop.progress.tick() == 1)
            }
        }
    }

    private func running<Value: Sendable>(
        _ work: ScriptedWork,
        logger: Logger = .silent,
        _ body: @Sendable (ManualClock) async -> Value
    ) async throws -> Value {
        let clock = ManualClock()
        return try await running(PeriodicLoop(work, clock: clock, logger: logger)) { await body(clock) }
    }

    /// Shuts the loop down after `body`, and waits for its end.
    private func running<Value: Sendable>(
        _ loop: PeriodicLoop<ManualClock>,
        _ body: @Sendable () async -> Value
    ) async throws -> Value {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await loop.run() }
                let value = await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
                return value
            }
        }
    }
}

extension Logger {
    static let silent = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
}
