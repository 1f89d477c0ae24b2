internal import Foundation
internal import Synchronization

/// Reads who a token stands for, for requests that come at the same time in one query.
///
/// It has to be read anew for each request: what was taken away anywhere opens nothing from then on. A query for each would cost a third
/// of what it costs to read a report; one query is under way at a time, and those who come meanwhile share the next.
final class SharedReads<Holder: Sendable>: Sendable {
    /// The holders of those of these digests that are in force.
    typealias Query = @Sendable (_ digests: [Data]) async throws(ServiceError) -> [Data: Holder]

    private enum Turn {
        case answered(Result<Holder?, ServiceError>)
        /// To read for everybody who waits.
        case leads
    }

    private struct Waiting {
        let digest: Data
        let continuation: CheckedContinuation<Turn, Never>
    }

    private struct State {
        var isReading = false
        var waiting: [Waiting] = []
    }

    /// Of one query.
    private static var most: Int { 200 }

    private let query: Query
    private let state = Mutex(State())

    init(_ query: @escaping Query) {
        self.query = query
    }

    /// Who holds the token of a digest; nil if it is not in force.
    func holder(of digest: Data) async throws(ServiceError) -> Holder? {
        switch await turn(digest) {
        case .answered(let answer): return try answer.get()
        case .leads: return try await read(for: digest).get()
        }
    }

    private func turn(_ digest: Data) async -> Turn {
        let mayRead = state.withLock { state in
            defer { state.isReading = true }
            return !state.isReading
        }
        if mayRead { return .leads }
        return await withCheckedContinuation { continuation in
            let leads = state.withLock { state in
                if state.isReading { state.waiting.append(Waiting(digest: digest, continuation: continuation)) }
                defer { state.isReading = true }
                return !state.isReading
            }
            if leads { continuation.resume(returning: .leads) }
        }
    }

    /// Reads for whoever leads and for those who wait, and lets the next lead. Whoever came after the query began waits for the next: it
    /// may not have seen what they must see.
    private func read(for digest: Data) async -> Result<Holder?, ServiceError> {
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(Self.most))
            state.waiting.removeFirst(others.count)
            return others
        }
        let answer: Result<[Data: Holder], ServiceError>
        do {
            answer = .success(try await query(Array(Set([digest] + others.map(\.digest)))))
        } catch {
            answer = .failure(error)
        }
        // A client that goes away takes its own read with it, not that of others.
        let isAbandoned = Task.isCancelled
        finish(others, answer, again: isAbandoned)
        return answer.map { $0[digest] }
    }

    private func finish(_ others: [Waiting], _ answer: Result<[Data: Holder], ServiceError>, again: Bool) {
        var isFailure = false
        if case .failure = answer { isFailure = true }
        let repeats = again && isFailure
        let next = state.withLock { state -> Waiting? in
            if repeats { state.waiting.insert(contentsOf: others, at: 0) }
            if state.waiting.isEmpty {
                state.isReading = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        if !repeats {
            for other in others { other.continuation.resume(returning: .answered(answer.map { $0[other.digest] })) }
        }
        next?.continuation.resume(returning: .leads)
    }
}
