package import Logging
internal import ServiceLifecycle

/// Watches loops, and ends in an error when one has completed no round for too long: whoever supervises the process starts it anew.
///
/// The last resort: whatever a round waits for has a shorter limit of its own, and a round that fails is a round.
package struct Watchdog<C: Clock>: Service where C.Duration == Duration {
    /// A loop that stands still.
    package struct Stall: Error, Equatable, CustomStringConvertible {
        let loop: String
        let limit: Duration

        package var description: String { "the loop \(loop) has completed no round for \(limit): to be started anew" }
    }

    /// The watchdog's own steps are counted and not the time: while the whole process was stopped nobody stalled.
    private static var steps: Int { 12 }

    private let loops: [LoopProgress]
    private let limit: Duration
    private let clock: C
    private let logger: Logger

    package init(_ loops: [LoopProgress], limit: Duration, clock: C = SuspendingClock(), logger: Logger) {
        self.loops = loops
        self.limit = limit
        self.clock = clock
        self.logger = logger
    }

    /// Until graceful shutdown. Throws `Stall`.
    package func run() async throws {
        while await pause() {
            // The first step after a round may come at once: only after one more has the limit passed.
            guard let loop = loops.first(where: { $0.tick() > Self.steps }) else { continue }
            loop.stalled()
            let stall = Stall(loop: loop.name, limit: limit)
            logger.critical("\(stall)", metadata: ["loop": "\(loop.name)"])
            throw stall
        }
    }

    /// False when it is time to go.
    private func pause() async -> Bool {
        let slept: Void? = try? await cancelWhenGracefulShutdown { try await clock.sleep(for: limit / Self.steps) }
        return slept != nil && !Task.isShuttingDownGracefully
    }
}
