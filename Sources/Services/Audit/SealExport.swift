internal import Domain
package import Store

/// Copies seals to a file as they are made. Each instance may have its own, which then holds all of them whoever has sealed.
package struct SealExport: Sendable {
    /// What one round came to.
    package struct Round: Sendable {
        /// Seals written.
        package let exported: Int
        package let hasMore: Bool
    }

    private let store: SealStore
    private let path: String
    private let limit: Int

    package init(store: SealStore, path: String, limit: Int = 500) {
        self.store = store
        self.path = path
        self.limit = limit
    }

    /// Adds the seals that are not in the file yet, at most so many. A file whose last seal the database does not have, or has otherwise,
    /// is a fault: the database was set back or rewritten. `LossAcceptance` is the way on.
    package func round() async throws(ServiceError) -> Round {
        let file = RootsFile(path: path)
        let last: RootsLine?
        do throws(RootsFile.Fault) { last = try file.last() } catch { throw .fault(error.text) }
        let start = last?.reached ?? 0
        let found = try await serving { () async throws(StoreError) in try await store.seals(after: max(0, start - 1), limit: limit + 1) }
        if let last, found.first.map(last.reaches) != true {
            throw .fault("the database does not have seal \(start) as \(path) has it: it was set back or rewritten")
        }
        let seals = found.filter { $0.number > start }
        guard !seals.isEmpty else { return Round(exported: 0, hasMore: false) }
        do throws(RootsFile.Fault) {
            let isDone = try file.append(seals.map { .seal($0) }, after: last)
            return Round(exported: isDone ? seals.count : 0, hasMore: isDone && found.count > limit)
        } catch {
            throw .fault(error.text)
        }
    }
}
