package import Domain
package import Store

/// Closes what was resolved and not answered in 14 days.
package struct ReportClosing: Sendable {
    /// What a round has done.
    package struct Round: Hashable, Sendable {
        /// Reports that were closed.
        package var closed = 0
        /// Reports that were not, with the reason; a later pass tries again.
        package var refused: [Refusal] = []
        /// Where the next round goes on; nil: from the beginning.
        package var next: ReportPlace?
    }

    /// A report that could not be closed.
    package struct Refusal: Hashable, Sendable {
        package let code: ReportCode
        package let reason: String
    }

    /// Reports of a round.
    package static let batch = 200

    private let store: ClosingStore
    private let actions: ReportActions

    package init(store: ClosingStore, actions: ReportActions) {
        self.store = store
        self.actions = actions
    }

    /// Closes the next that are due after a place, each in a transaction of its own. What cannot be closed stands in nobody's way: a round goes
    /// on behind it.
    package func close(after place: ReportPlace? = nil, limit: Int = batch) async throws(ServiceError) -> Round {
        let due = try await serving { () async throws(StoreError) in try await store.due(after: place, limit: limit) }
        var round = Round()
        for report in due {
            do throws(ServiceError) {
                _ = try await actions.perform(.close, on: report.code, by: .system)
                round.closed += 1
            } catch {
                switch error {
                // Somebody was faster, or is at it: the reporter, a desk, or another instance.
                case .refused(.workflow), .notFound, .busy: break
                case .fault(let reason), .notReady(let reason): round.refused.append(Refusal(code: report.code, reason: reason))
                default: throw error
                }
            }
        }
        round.next = due.count < limit ? nil : due.last?.place
        return round
    }
}
