internal import CLibPQ
internal import Glibc
internal import Synchronization

/// One OS thread that runs jobs in order: the serial executor of one database connection.
///
/// Blocking is legal here, which it is not on the cooperative pool. libpq's connection object may be used by one thread at a
/// time; as it is isolated to an actor with this executor, the compiler proves that only this thread uses it. A request to cancel has one
/// to itself.
final class ConnectionThread: SerialExecutor {
    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct Queue {
        var work: [Work] = []
        var isStopped = false
        /// The thread has found nothing to do, and nobody has woken it since.
        var isWaiting = false

        /// Whether the thread has to be woken: once for each time that it waits.
        mutating func wakes() -> Bool {
            defer { isWaiting = false }
            return isWaiting
        }
    }

    private let queue = Mutex(Queue())
    /// Counts wake-ups; reading it blocks while it is zero.
    private let wakeUp: EventDescriptor
    private let thread = Atomic<pthread_t>(0)

    /// Starts the thread. Throws `.connectionFailed` if the system has no thread or descriptor left.
    init() throws(PostgresError) {
        wakeUp = try EventDescriptor(flags: EFD_CLOEXEC)
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ConnectionThread>.fromOpaque(argument).takeRetainedValue().loop()
                return nil
            },
            retained.toOpaque()
        )
        guard status == 0 else {
            retained.release()
            throw PostgresError(.connectionFailed, message: "no thread for the connection: error \(status)")
        }
        pthread_detach(thread)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        append(.job(UnownedJob(job)))
    }

    /// Runs a closure on the thread, after everything enqueued before it.
    func perform(_ closure: @escaping @Sendable () -> Void) {
        append(.closure(closure))
    }

    /// Ends the thread once all that is enqueued has run.
    func stop() {
        let mustWake = queue.withLock { queue in
            queue.isStopped = true
            return queue.wakes()
        }
        if mustWake { wakeUp.signal() }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    func checkIsolated() {
        precondition(pthread_equal(thread.load(ordering: .relaxed), pthread_self()) != 0, "not on the connection's thread")
    }

    private func append(_ work: Work) {
        let mustWake = queue.withLock { queue in
            queue.work.append(work)
            return queue.wakes()
        }
        if mustWake { wakeUp.signal() }
    }

    private func loop() {
        thread.store(pthread_self(), ordering: .relaxed)
        while true {
            let (batch, isStopped) = queue.withLock { queue in
                let batch = queue.work
                queue.work = []
                queue.isWaiting = batch.isEmpty && !queue.isStopped
                return (batch, queue.isStopped)
            }
            for work in batch { run(work) }
            guard batch.isEmpty else { continue }
            if isStopped { return }
            wakeUp.wait()
        }
    }

    private func run(_ work: Work) {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .closure(let closure): closure()
        }
    }
}
