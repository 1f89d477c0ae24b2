package import Logging
internal import ServiceLifecycle
internal import Services

/// Runs one kind of work again and again until graceful shutdown, which it obeys between rounds.
///
/// A round that fails is not the end: the loop waits, longer each time, and says so once for each outage.
package struct PeriodicLoop<C: Clock>: Service where C.Duration == Duration {
    /// How it gets on.
    package let progress: LoopProgress
    private let work: any PeriodicWork
    private let clock: C
    private let logger: Logger

    /// `clock` measures pauses, none of them as long as the watchdog's patience.
    package init(_ work: any PeriodicWork, clock: C = SuspendingClock(), logger: Logger) {
        // A longer one would pass for a stall with the watchdog, whose shortest limit is a minute.
        precondition(work.interval <= LoopPace.longestInterval, "\(work.name) pauses for too long")
        progress = LoopProgress(name: work.name)
        self.work = work
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        var pace = LoopPace(interval: work.interval)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let step = pace.step(after: await round(), spread: .random(in: 0.8...1.2))
            if let notice = step.notice { log(notice) }
            guard step.pause > .zero else { continue }
            // Only the pause is cut short; cancellation ends the loop above.
            try? await cancelWhenGracefulShutdown { try await clock.sleep(for: step.pause) }
        }
    }

    private func round() async -> Result<RoundEnd, ServiceError> {
        let result: Result<RoundEnd, ServiceError>
        do {
            result = .success(try await work.round())
            progress.roundEnded(failed: false)
        } catch {
            result = .failure(error)
            progress.roundEnded(failed: true)
        }
        return result
    }

    private func log(_ notice: LoopPace.Notice) {
        switch notice {
        case .failing(let error):
            logger.error("rounds fail, and are tried on", metadata: ["loop": "\(work.name)", "reason": "\(error)"])
        case .recovered(let failures):
            logger.notice("rounds succeed again", metadata: ["loop": "\(work.name)", "failed_rounds": "\(failures)"])
        }
    }
}
