internal import CLibCurl
internal import Glibc
internal import Synchronization

/// The thread on which a client's transfers run, by libcurl's multi interface; started with the first of them.
final class TransferThread: Sendable {
    private struct Arrivals {
        var waiting: [(order: TransferOrder, waiter: TransferOrder.Waiter)] = []
        var isStarted = false
        var isStopped = false
    }

    private let most: Int
    private let arrivals = Mutex(Arrivals())
    private let multi = MultiHandle()

    init(most: Int) {
        self.most = most
    }

    func take(_ order: TransferOrder, _ waiter: TransferOrder.Waiter) {
        let isTaken = arrivals.withLock { arrivals in
            guard !arrivals.isStopped, arrivals.waiting.count < 16 * most else { return false }
            if !arrivals.isStarted {
                guard start() else { return false }
                arrivals.isStarted = true
            }
            arrivals.waiting.append((order, waiter))
            return true
        }
        if isTaken { multi.wakeUp() } else { waiter.resume(returning: .failure(.busy)) }
    }

    func cancel(_ order: TransferOrder) {
        order.cancel()
        multi.wakeUp()
    }

    /// Ends the thread, and what it has under way.
    func stop() {
        arrivals.withLock { $0.isStopped = true }
        multi.wakeUp()
    }

    private func start() -> Bool {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<TransferThread>.fromOpaque(argument).takeRetainedValue().loop()
                return nil
            },
            retained.toOpaque()
        )
        guard status == 0 else {
            retained.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func loop() {
        var running: [UnsafeMutableRawPointer: Transfer] = [:]
        while true {
            let (begun, isStopped) = arrivals.withLock { arrivals in
                let begun = arrivals.waiting.prefix(arrivals.isStopped ? .max : max(0, most - running.count))
                arrivals.waiting.removeFirst(begun.count)
                return (begun, arrivals.isStopped)
            }
            for (order, waiter) in begun {
                if isStopped { order.cancel() }
                if let transfer = begin(order, waiter) { running[transfer.handle] = transfer }
            }
            for (handle, transfer) in running where isStopped || transfer.isCancelled {
                running[handle] = nil
                multi.remove(handle)
                transfer.end(.failure(.cancelled))
            }
            if isStopped { return }
            for (handle, code) in multi.perform() {
                guard let transfer = running.removeValue(forKey: handle) else { continue }
                multi.remove(handle)
                transfer.end(transfer.outcome(code))
            }
        }
    }

    /// nil, and answered, if it cannot begin.
    private func begin(_ order: TransferOrder, _ waiter: TransferOrder.Waiter) -> Transfer? {
        let refusal: TransferError
        if order.isCancelled {
            refusal = .cancelled
        } else if order.deadline <= .now {
            refusal = .busy
        } else if let transfer = Transfer(order, waiter) {
            if multi.add(transfer.handle) { return transfer }
            refusal = .failed(Int(CURLE_FAILED_INIT.rawValue))
        } else {
            refusal = .refused
        }
        waiter.resume(returning: .failure(refusal))
        return nil
    }
}
