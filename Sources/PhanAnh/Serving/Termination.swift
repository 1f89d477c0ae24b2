import Foundation
import Logging
import ServiceLifecycle
import Services
import UnixSignals
import Web

/// The end of the process: SIGTERM or SIGINT lets the service finish what it has, a second one ends it at once.
enum Termination {
    /// Runs `group` to its end.
    static func run(_ group: ServiceGroup, logger: Logger) async throws {
        // Trapped before anything runs: a signal at any later moment is heard.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            // Beside the group, for as long as it runs: a second signal has to be heard while the first is being obeyed.
            tasks.addTask { await watch(signals, group, logger) }
            try await group.run()
            tasks.cancelAll()
        }
    }

    private static func watch(_ signals: UnixSignalsSequence, _ group: ServiceGroup, _ logger: Logger) async {
        var isEnding = false
        for await signal in signals {
            if isEnding {
                logger.warning("ended by a second signal", metadata: ["signal": "\(signal)"])
                exit(EXIT_FAILURE)
            }
            isEnding = true
            logger.info("draining", metadata: ["signal": "\(signal)"])
            await group.triggerGracefulShutdown()
        }
    }
}

/// The first step to the end: probes are told, those who wait for changes are let go, and requests served on until whoever sends them has
/// noticed.
struct DrainService: Service {
    let drain: Drain
    let changes: ChangeSignal
    let duration: Duration

    func run() async throws {
        try await gracefulShutdown()
        drain.begin()
        changes.end()
        try await Task.sleep(for: duration)
    }
}
