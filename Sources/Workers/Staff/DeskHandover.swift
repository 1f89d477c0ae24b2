internal import Domain
internal import FoundationEssentials
package import Logging
package import Services
internal import Synchronization
package import Telemetry

/// Moves reports to desks that are staffed by now, and from desks that are not any more, as a loop's work.
package final class DeskHandover: PeriodicWork {
    private struct State {
        var next: UUID?
        var moved = 0
        var refused = 0
        var desks: [AgencyKind: Int] = [:]
        var waiting = 0
    }

    package let name = "desk_handover"
    package let interval = Duration.seconds(5)
    private let staffing: DeskStaffing
    private let limit: Int
    private let logger: Logger
    private let state = Mutex(State())

    /// `limit` bounds the reports of a round.
    package init(_ staffing: DeskStaffing, limit: Int = DeskStaffing.batch, logger: Logger) {
        self.staffing = staffing
        self.limit = limit
        self.logger = logger
    }

    package func round() async throws(ServiceError) -> RoundEnd {
        let round = try await staffing.move(after: state.withLock(\.next), limit: limit)
        // Not between the rounds of a pass: it counts all that wait.
        let unstaffed = round.next == nil ? try await staffing.unstaffed() : nil
        state.withLock { state in
            state.next = round.next
            state.moved += round.moved
            state.refused += round.refused.count
            guard let unstaffed else { return }
            state.desks = unstaffed.desks
            state.waiting = unstaffed.reports
        }
        for refusal in round.refused {
            logger.error("a report cannot change its desk", metadata: ["report": "\(refusal.code)", "reason": "\(refusal.reason)"])
        }
        return round.next == nil ? .idle : .moreToDo
    }

    /// For a scrape.
    package var metrics: [MetricFamily] {
        let state = state.withLock { $0 }
        return [
            .gauge(
                "agency_unstaffed",
                help: "Desks in force where nobody has an account.",
                samples: AgencyKind.allCases.filter { !$0.isForPractice }.map {
                    .init(Double(state.desks[$0] ?? 0), labels: [("kind", $0.rawValue)])
                }
            ),
            .gauge(
                "agency_stand_ins",
                help: "Open reports that the coordinator has in place of a desk where nobody has an account.",
                samples: [.init(Double(state.waiting))]
            ),
            .counter(
                "desk_handovers",
                help: "Reports that this instance moved because of who has accounts at desks.",
                samples: [.init(Double(state.moved))]
            ),
            .counter(
                "desk_handover_refusals",
                help: "Times a report could not be moved so.",
                samples: [.init(Double(state.refused))]
            ),
        ]
    }
}
