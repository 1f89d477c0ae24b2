internal import Domain
internal import Foundation
internal import Store
internal import Synchronization

/// Reads sessions for requests that come at the same time in one query.
///
/// A session has to be read anew for each request: an account that was disabled anywhere opens nothing from then on. A query for each
/// would cost a third of what it costs to read a report; one query is under way at a time, and those who come meanwhile share the next.
final class SessionReads: Sendable {
    private enum Turn {
        case answered(Result<StaffSession?, ServiceError>)
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
    private static let most = 200

    private let store: SessionStore
    private let state = Mutex(State())
    private let policy: SecondFactorPolicy

    init(store: SessionStore, policy: SecondFactorPolicy) {
        self.store = store
        self.policy = policy
    }

    /// The session of a token's digest; nil if none is in force.
    func session(_ digest: Data) async throws(ServiceError) -> StaffSession? {
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
    private func read(for digest: Data) async -> Result<StaffSession?, ServiceError> {
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(Self.most))
            state.waiting.removeFirst(others.count)
            return others
        }
        let answer: Result<[Data: StaffSession], ServiceError>
        do {
            let digests = Array(Set([digest] + others.map(\.digest)))
            let records = try await serving { () async throws(StoreError) in try await store.sessions(digests) }
            answer = .success(Dictionary(records.map { ($0.digest, StaffSession($0, policy)) }) { first, _ in first })
        } catch {
            answer = .failure(error)
        }
        // A client that goes away takes its own read with it, not that of others.
        let isAbandoned = Task.isCancelled
        finish(others, answer, again: isAbandoned)
        return answer.map { $0[digest] }
    }

    private func finish(_ others: [Waiting], _ answer: Result<[Data: StaffSession], ServiceError>, again: Bool) {
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

extension StaffSession {
    fileprivate init(_ record: SessionRecord, _ policy: SecondFactorPolicy) {
        self.init(
            digest: record.digest,
            principal: record.principal,
            mustSetUpSecondFactor: !record.hasSecondFactor && policy.requires(record.principal.roles)
        )
    }
}
