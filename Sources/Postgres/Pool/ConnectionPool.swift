package import Logging
internal import ServiceLifecycle
internal import Synchronization

/// A fixed number of connections, opened when they are needed and lent one caller at a time.
///
/// Callers wait in order, for a limited time and in limited number. While the server is away they are refused at once.
package final class ConnectionPool: Service, Sendable {
    typealias Continuation = CheckedContinuation<Lease<Connection>, any Error>
    typealias State = PoolState<Connection, Continuation>

    private struct Shared {
        var pool: State
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    let options: PoolOptions
    private let logger: Logger
    private let shared: Mutex<Shared>
    private let nextID = Atomic<UInt64>(0)

    /// A pool without connections: they are opened by the first calls.
    package init(_ options: PoolOptions, logger: Logger) {
        self.options = options
        self.logger = logger
        shared = Mutex(Shared(pool: State(size: options.size, maximumWaiters: options.maximumWaiters)))
    }

    /// State and totals, for metrics.
    package var gauges: PoolGauges {
        shared.withLock { $0.pool.gauges }
    }

    /// Closes connections that grow old unused; at graceful shutdown, or when cancelled, closes the pool and returns.
    package func run() async throws {
        // Coming to an end by cancellation is how the loop is meant to stop.
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(30))
                self.settle { $0.closeExpired(now: .now) }
            }
        }
        await close()
    }

    /// Refuses new callers, serves those that wait, and returns when every connection has come home and is closed.
    package func close() async {
        await withCheckedContinuation { continuation in
            shared.withLock { $0.closers.append(continuation) }
            settle { $0.close() }
        }
    }

    /// Lends an idle connection, or waits for one.
    func lease() async throws -> Lease<Connection> {
        if let lease = shared.withLock({ $0.pool.leaseIdle() }) { return lease }
        let id = nextID.add(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock.now + options.waitTimeout
        async let _: Void = abandon(id, at: deadline)
        let lease = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                settle { $0.enqueue(continuation, id: id, now: .now, deadline: deadline) }
                // A cancellation before the line above found nobody in the queue.
                if Task.isCancelled { settle { $0.abandon(id: id, CancellationError()) } }
            }
        } onCancel: {
            settle { $0.abandon(id: id, CancellationError()) }
        }
        return lease
    }

    /// Takes a connection back. Called on its thread.
    func release(_ lease: Lease<Connection>, isReusable: Bool) {
        settle { $0.release(lease.slot, isReusable: isReusable, now: .now) }
    }

    private func abandon(_ id: UInt64, at deadline: ContinuousClock.Instant) async {
        guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
        settle { $0.abandon(id: id, PostgresError(.poolTimeout)) }
    }
}

// MARK: - Effects

extension ConnectionPool {
    /// Applies an event under the lock and does what follows from it outside.
    private func settle(_ event: (inout State) -> State.Effects) {
        let (effects, closers) = shared.withLock { shared in
            let effects = event(&shared.pool)
            guard shared.pool.isClosing, shared.pool.isEmpty else { return (effects, [CheckedContinuation<Void, Never>]()) }
            defer { shared.closers = [] }
            return (effects, shared.closers)
        }
        for (waiter, lease) in effects.grants { waiter.resume(returning: lease) }
        for (waiter, error) in effects.refusals { waiter.resume(throwing: error) }
        for slot in effects.connects { connect(slot) }
        for lease in effects.closes { close(lease) }
        for closer in closers { closer.resume() }
    }

    /// Connects on the new connection's thread, whoever may be waiting for it: their patience is not the connection's.
    private func connect(_ slot: Int) {
        do throws(PostgresError) {
            let connection = try Connection(options, logger: logger)
            connection.thread.perform { [self] in
                do {
                    try connection.assumeIsolated { try $0.open() }
                    connected(slot, connection)
                } catch {
                    connectFailed(slot, error as? PostgresError ?? PostgresError(.connectionFailed))
                }
            }
        } catch {
            connectFailed(slot, error)
        }
    }

    private func connected(_ slot: Int, _ connection: Connection) {
        logger.debug("Connected to PostgreSQL", metadata: ["slot": "\(slot)"])
        let expiry = ContinuousClock.now + options.maximumLifetime * Double.random(in: 0.9...1.1)
        settle { $0.connected(slot, connection, expiry: expiry, now: .now) }
    }

    private func connectFailed(_ slot: Int, _ error: PostgresError) {
        logger.warning("Cannot connect to PostgreSQL", metadata: ["slot": "\(slot)", "reason": "\(error.message)"])
        settle { $0.connectFailed(slot, error, now: .now, jitter: .random(in: 0.97...1.03)) }
    }

    private func close(_ lease: Lease<Connection>) {
        lease.resource.thread.perform { [self] in
            lease.resource.assumeIsolated { $0.close() }
            settle { $0.closed(lease.slot, now: .now) }
        }
    }
}
