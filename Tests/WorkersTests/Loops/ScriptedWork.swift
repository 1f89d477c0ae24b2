import Services
import Synchronization

@testable import Workers

/// Work that ends as it is told, round by round, and is idle when nothing more is told.
final class ScriptedWork: PeriodicWork {
    let name = "scripted"
    let interval = Duration.milliseconds(200)
    private let script: Mutex<[Result<RoundEnd, ServiceError>]>
    private let count = Mutex(0)
    private let during: @Sendable (Int) async -> Void

    /// `during` runs within each round and gets its number, from 1.
    init(_ script: [Result<RoundEnd, ServiceError>] = [], during: @escaping @Sendable (Int) async -> Void = { _ in }) {
        self.script = Mutex(script)
        self.during = during
    }

    /// Rounds that have come to their end.
    var rounds: Int { count.withLock { $0 } }

    func round() async throws(ServiceError) -> RoundEnd {
        await during(rounds + 1)
        count.withLock { $0 += 1 }
        return try script.withLock { $0.isEmpty ? .success(.idle) : $0.removeFirst() }.get()
    }
}
