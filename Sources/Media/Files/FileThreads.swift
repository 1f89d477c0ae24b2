internal import Foundation

/// Threads for work with files, which blocks: beside those on which everything else runs.
package final class FileThreads: Sendable {
    private let queue = OperationQueue()

    package init(_ count: Int = 4) {
        queue.maxConcurrentOperationCount = count
    }

    package func run<Value: Sendable, Fault: Error>(_ work: @escaping @Sendable () throws(Fault) -> Value) async throws(Fault) -> Value {
        let result: Result<Value, Fault> = await withCheckedContinuation { continuation in
            queue.addOperation {
                do throws(Fault) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
