internal import Synchronization

/// Tells those who wait for changes that there are some. One query for all of them is made by whoever calls `moved`; who waits makes none.
package final class ChangeSignal: Sendable {
    private struct Waiting {
        let position: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var isOver = false
        var last = 0
        var waiting: [Int: Waiting] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether anybody waits.
    package var isAwaited: Bool { state.withLock { !$0.waiting.isEmpty } }

    /// Whether nothing is to be waited for any more.
    package var isOver: Bool { state.withLock { $0.isOver } }

    /// The last position was found to be this one: wakes who waits at another. One that is less is another history's.
    package func moved(to newest: Int) {
        wake { $0.position != newest }
    }

    /// The service goes: nobody waits any more.
    package func end() {
        state.withLock { $0.isOver = true }
        wake { _ in true }
    }

    /// Waits until there is something behind a position, for a time at most. False when there is not: the time is over, or the service goes.
    package func change(behind position: Int, within patience: Duration) async -> Bool {
        guard patience > .zero else { return false }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.change(behind: position) }
            group.addTask {
                try? await Task.sleep(for: patience)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    private func change(behind position: Int) async -> Bool {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    // A cancellation after this finds it waiting.
                    guard !state.isOver, !Task.isCancelled else { return false }
                    state.waiting[number] = Waiting(position: position, continuation: continuation)
                    return true
                }
                if !waits { continuation.resume(returning: false) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.continuation.resume(returning: false)
        }
    }

    private func wake(_ isMeant: (Waiting) -> Bool) {
        let (woken, isOver) = state.withLock { state in
            let woken = state.waiting.filter { isMeant($0.value) }
            for number in woken.keys { state.waiting.removeValue(forKey: number) }
            return (woken.values.map(\.continuation), state.isOver)
        }
        for continuation in woken { continuation.resume(returning: !isOver) }
    }
}
