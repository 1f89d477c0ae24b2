internal import Domain
internal import Foundation
internal import Synchronization

/// Hashes passwords beside the service's other work: two at a time, on threads of their own. Each takes a third of a second of a
/// processor and 32 MiB.
package final class PasswordHasher: Sendable {
    /// With blocks of 8 and a parallelism of 3 this is what OWASP asks of scrypt in 32 MiB.
    package static let standardLogRounds = 15

    private let cost: PasswordHash.Cost
    private let queue = OperationQueue()
    private let waiting = Atomic<Int>(0)
    /// Who comes later is told to come again: they would wait for seconds and hold the room of requests that need none.
    private static let most = 8

    /// Two to the power of `logRounds` rounds: fewer than the standard are for tests alone.
    package init(logRounds: Int = PasswordHasher.standardLogRounds) {
        cost = PasswordHash.Cost(logRounds: logRounds, blockSize: 8, parallelism: 3)
        queue.maxConcurrentOperationCount = 2
    }

    /// What to keep of a new password. Throws `busy` while too many wait.
    func hash(_ password: String) async throws(ServiceError) -> String {
        let (password, cost) = (password.nfc, cost)
        return try await run { try PasswordHash(password, cost: cost).text }
    }

    /// Whether a password is the one that was kept, and whether that should be kept anew. Without one it is not, after as long a time.
    /// Throws `busy` while too many wait.
    func verify(_ password: String, against kept: String?) async throws(ServiceError) -> (isRight: Bool, isOutdated: Bool) {
        let (hash, cost, password) = (kept.flatMap { PasswordHash($0) }, cost, password.nfc)
        let isRight = try await run { try (hash ?? PasswordHash(ofNobody: cost)).matches(password) }
        return (isRight && hash != nil, hash?.cost != cost)
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws(ServiceError) -> Value {
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.most else { throw .busy }
        let outcome = await withCheckedContinuation { continuation in
            queue.addOperation { continuation.resume(returning: Result { try work() }) }
        }
        guard case .success(let value) = outcome else { throw .fault("scrypt") }
        return value
    }
}
