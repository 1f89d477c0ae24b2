import Domain
import Services
import Synchronization

/// Pages that many ask for at the same time, read once. Whoever waits for public changes waits at the last place there is, and all of them
/// are woken at once.
final class SharedPages: Sendable {
    /// What a page of the public's is read by.
    struct Key: Hashable, Sendable {
        let place: ChangePlace
        let limit: Int
    }

    private enum Turn: Sendable {
        case read(Result<ChangeFeed.Page, any Error>)
        /// To read for everybody who waits.
        case leads
    }

    /// Who waits for those that are being read.
    private let waiting = Mutex<[Key: [CheckedContinuation<Turn, Never>]]>([:])

    /// A page, read by `read` unless somebody else is doing so.
    func page(_ key: Key, _ read: () async throws -> ChangeFeed.Page) async throws -> ChangeFeed.Page {
        switch await turn(key) {
        case .read(let page): return try page.get()
        case .leads: break
        }
        do {
            let page = try await read()
            finish(key, .success(page))
            return page
        } catch {
            finish(key, .failure(error))
            throw error
        }
    }

    private func turn(_ key: Key) async -> Turn {
        await withCheckedContinuation { continuation in
            let leads = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if leads { continuation.resume(returning: .leads) }
        }
    }

    /// A client that goes away takes its own reading with it, not that of others: one of them reads.
    private func finish(_ key: Key, _ page: Result<ChangeFeed.Page, any Error>) {
        var isAbandoned = false
        if case .failure = page { isAbandoned = Task.isCancelled }
        let (told, next) = waiting.withLock { waiting in
            var others = waiting[key] ?? []
            let next = isAbandoned ? others.popLast() : nil
            waiting[key] = next == nil ? nil : others
            return (next == nil ? others : [], next)
        }
        next?.resume(returning: .leads)
        for other in told { other.resume(returning: .read(page)) }
    }
}
