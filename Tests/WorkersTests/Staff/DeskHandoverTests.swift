import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Workers

@Suite struct DeskHandoverTests {
    @Test func desksWithoutAccountsAreCountedAndTheirReportsHandedOver() async throws {
        try await withTestDatabase(.standingCity) { database in
            try await database.withStore(.service) { service in
                let instance = try WorkingInstance(service)
                let handover = DeskHandover(
                    DeskStaffing(store: StaffingStore(service), actions: instance.useCases.actions),
                    limit: 2,
                    logger: .silent
                )
                try await database.pool(.superuser).execute("UPDATE agency SET staffed_since = NULL WHERE kind = 'committee'")
                for _ in 0..<3 { try await instance.file() }
                #expect(try await handover.round() == .idle)
                let before = scrape { handover.metrics }
                #expect(before.contains("\nagency_unstaffed{kind=\"committee\"} 126\n"))
                #expect(before.contains("\nagency_unstaffed{kind=\"police\"} 0\n"))
                #expect(before.contains("\nagency_stand_ins 3\n"))
                try await database.account("chi-huy", at: "committee-00004-2025-07-01", [.officer])
                #expect(try await handover.round() == .moreToDo)
                #expect(try await handover.round() == .idle)
                let after = scrape { handover.metrics }
                #expect(after.contains("\nagency_unstaffed{kind=\"committee\"} 125\n"))
                #expect(after.contains("\nagency_stand_ins 0\n"))
                #expect(after.contains("\ndesk_handovers_total 3\n"))
                #expect(after.contains("\ndesk_handover_refusals_total 0\n"))
            }
        }
    }
}
