package import Domain
package import FoundationEssentials
package import Store

/// Sees to it that no report is left at a desk where nobody has an account: the coordinator stands in for it, and hands its reports over
/// when somebody has one.
package struct DeskStaffing: Sendable {
    /// What a round has done.
    package struct Round: Hashable, Sendable {
        /// Reports that changed their desk.
        package var moved = 0
        /// Reports that did not, with the reason; a later round tries again.
        package var refused: [Refusal] = []
        /// Where the next round goes on; nil: from the beginning.
        package var next: UUID?
    }

    /// A report that could not be moved.
    package struct Refusal: Hashable, Sendable {
        package let code: ReportCode
        package let reason: String
    }

    /// Reports of a round.
    package static let batch = 200

    private let store: StaffingStore
    private let actions: ReportActions

    package init(store: StaffingStore, actions: ReportActions) {
        self.store = store
        self.actions = actions
    }

    /// Moves the next reports after one of them to the desks they belong at, each in a transaction of its own.
    package func move(after last: UUID? = nil, limit: Int = batch) async throws(ServiceError) -> Round {
        let misplaced = try await serving { () async throws(StoreError) in try await store.misplaced(after: last, limit: limit) }
        var round = Round()
        for report in misplaced {
            switch try await move(report) {
            case .moved: round.moved += 1
            case .settled: break
            case .refused(let reason): round.refused.append(Refusal(code: report.code, reason: reason))
            }
        }
        round.next = misplaced.count < limit ? nil : misplaced.last?.id
        return round
    }

    private enum Outcome {
        case moved
        /// Somebody else has moved it, or brought it to its end.
        case settled
        case refused(String)
    }

    private func move(_ report: MisplacedReport) async throws(ServiceError) -> Outcome {
        do throws(ServiceError) {
            _ = try await actions.perform(.reroute(.agency(report.desk)), on: report.code, by: .system)
            return .moved
        } catch {
            switch error {
            case .refused(.sameAgency), .refused(.workflow), .notFound: return .settled
            case .refused(let refusal): return .refused(refusal.code)
            default: throw error
            }
        }
    }

    /// Desks in force without an account, by kind, and open reports for which the coordinator stands in.
    package func unstaffed() async throws(ServiceError) -> (desks: [AgencyKind: Int], reports: Int) {
        try await serving { () async throws(StoreError) in try await store.unstaffed() }
    }
}
