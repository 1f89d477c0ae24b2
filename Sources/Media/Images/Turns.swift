internal import Synchronization

/// Lets so many work at once and so many wait, in the order in which they came and for so long. While somebody asks for it one fewer works,
/// but for the last.
final class Turns: Sendable {
    private struct State {
        var working = 0
        var givesWayUntil: ContinuousClock.Instant?
        var waiting: [(number: Int, continuation: CheckedContinuation<Result<Void, ImageFault>, Never>)] = []
        var next = 0
    }

    private let count: Int
    private let most: Int
    private let patience: Duration
    private let state: Mutex<State>

    init(_ count: Int, waiting most: Int, for patience: Duration) {
        self.count = max(1, count)
        self.most = most
        self.patience = patience
        state = Mutex(State())
    }

    /// Leaves a processor to others for so long.
    func giveWay(for time: Duration) {
        state.withLock { $0.givesWayUntil = .now + time }
    }

    private func hasRoom(_ state: State) -> Bool {
        let givesWay = state.givesWayUntil.map { ContinuousClock.now < $0 } ?? false
        return state.working < (givesWay ? max(1, count - 1) : count)
    }

    /// Does it when it is its turn. Throws `busy` when too many wait or it has waited too long, and `cancelled`.
    func take<Value>(_ work: () async throws(ImageFault) -> Value) async throws(ImageFault) -> Value {
        try await wait()
        defer { giveBack() }
        return try await work()
    }

    private func wait() async throws(ImageFault) {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let outcome = await withTaskGroup { group in
            group.addTask {
                // Cancelled when it is its turn.
                if (try? await Task.sleep(for: self.patience)) != nil { self.leave(number, .busy) }
            }
            defer { group.cancelAll() }
            return await self.place(number)
        }
        try outcome.get()
    }

    private func place(_ number: Int) async -> Result<Void, ImageFault> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, ImageFault>? in
                    if Task.isCancelled { return .failure(.cancelled) }
                    if hasRoom(state) {
                        state.working += 1
                        return .success(())
                    }
                    if state.waiting.count >= most { return .failure(.busy) }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            leave(number, .cancelled)
        }
    }

    private func leave(_ number: Int, _ fault: ImageFault) {
        let left = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        left?.continuation.resume(returning: .failure(fault))
    }

    private func giveBack() {
        let next = state.withLock { state in
            state.working -= 1
            var next: [CheckedContinuation<Result<Void, ImageFault>, Never>] = []
            while !state.waiting.isEmpty, hasRoom(state) {
                state.working += 1
                next.append(state.waiting.removeFirst().continuation)
            }
            return next
        }
        for continuation in next { continuation.resume(returning: .success(())) }
    }
}
