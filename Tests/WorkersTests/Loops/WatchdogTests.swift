import InMemoryLogging
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Services
import Telemetry
import Testing

@testable import Workers

/// A scheduler that hangs in a process that looks healthy.
@Suite struct WatchdogTests {
    @Test("F22: a loop that hangs ends the process in an error")
    func aLoopThatHangs() async {
        let clock = ManualClock()
        let log = InMemoryLogHandler()
        let (hung, other) = (PeriodicLoop(Hanging(), clock: clock, logger: .silent), LoopProgress(name: "other"))
        let watchdog = Watchdog([other, hung.progress], limit: .seconds(60), clock: clock, logger: Logger(label: "tests") { _ in log })
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await hung.run() }
            group.addTask { try await watchdog.run() }
            // The hanging loop never pauses: whoever sleeps is the watchdog.
            while clock.now < .init(offset: .seconds(65)) {
                #expect(await clock.pause() == .seconds(5))
                #expect(log.entries.isEmpty)
                other.roundEnded(failed: true)
                clock.advance(by: .seconds(5))
            }
            let end = await group.nextResult()
            #expect(throws: Watchdog<ManualClock>.Stall(loop: "hanging", limit: .seconds(60))) { try end?.get() }
            group.cancelAll()
        }
        #expect(log.entries.map(\.level) == [.critical])
        let registry = PrometheusRegistry(logger: .silent)
        registry.register { hung.progress.metrics }
        #expect(registry.render().contains("worker_stalls_total{loop=\"hanging\"} 1\n"))
    }

    /// The others are shut down as for a signal; what hangs is cancelled in the end.
    @Test func aStallIsTheErrorOfTheWholeGroup() async {
        let clock = ManualClock()
        let hung = PeriodicLoop(Hanging(), clock: clock, logger: .silent)
        let watchdog = Watchdog([hung.progress], limit: .seconds(60), clock: clock, logger: .silent)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: hung), .init(service: watchdog, failureTerminationBehavior: .gracefullyShutdownGroup)],
            logger: .silent
        )
        configuration.maximumGracefulShutdownDuration = .milliseconds(1)
        let group = ServiceGroup(configuration: configuration)
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for _ in 0..<13 { await clock.passPause() }
            let end = await tasks.nextResult()
            #expect(throws: Watchdog<ManualClock>.Stall(loop: "hanging", limit: .seconds(60))) { try end?.get() }
        }
    }

    @Test func roundsNowAndThenAreEnough() async throws {
        let clock = ManualClock()
        let progress = LoopProgress(name: "slow")
        try await running(Watchdog([progress], limit: .seconds(60), clock: clock, logger: .silent)) {
            for step in 0..<200 {
                await clock.passPause()
                if step % 12 == 11 { progress.roundEnded(failed: false) }
            }
        }
    }

    @Test func timeInWhichTheProcessDidNotRunDoesNotCount() async throws {
        let clock = ManualClock()
        try await running(Watchdog([LoopProgress(name: "stopped")], limit: .seconds(60), clock: clock, logger: .silent)) {
            for _ in 0..<11 {
                _ = await clock.pause()
                clock.advance(by: .seconds(3600))
            }
        }
    }

    /// Shuts the watchdog down after `body`; fails when it has found a stall.
    private func running(_ watchdog: Watchdog<ManualClock>, _ body: @Sendable () async -> Void) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watchdog.run() }
                await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }
}

/// A round that waits for ever, unless it is cancelled.
private struct Hanging: PeriodicWork {
    let name = "hanging"
    let interval = Duration.milliseconds(200)

    func round() async throws(ServiceError) -> RoundEnd {
        let (never, _) = AsyncStream<Void>.makeStream()
        for await _ in never {}
        return .idle
    }
}
