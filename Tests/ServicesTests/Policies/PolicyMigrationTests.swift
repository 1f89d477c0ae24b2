import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

/// F9, R16: open reports keep their version until two people agree that they get the one in force.
@Suite struct PolicyMigrationTests {
    private static func migration(_ desk: Desk) -> PolicyMigration {
        PolicyMigration(store: PolicyMigrationStore(desk.service), actions: desk.useCases.actions, catalogs: desk.catalogs)
    }

    private static func propose(_ desk: Desk, _ code: String = "normal", on version: Int) async throws -> Approval {
        try await desk.useCases.policies.proposeMigration(of: code, base: [version], reason: "Thử", by: .commandLine(drafter))
    }

    private static func agree(_ desk: Desk, on version: Int) async throws {
        let proposal = try await propose(desk, on: version)
        _ = try await desk.useCases.approvals.decide(proposal.id, .approved, by: .commandLine(approver))
    }

    @Test func openReportsMoveOnTheWordOfTwoAndAllElseStays() async throws {
        try await Desk.run { desk in
            let (late, open, done, urgent) = try await (desk.file(), desk.file(), desk.file(), desk.file("tree.fallen"))
            for code in [late, open, done] { try await desk.act(.acknowledge, on: code) }
            try await desk.act(.pause(.legal), on: open)
            try await desk.at("2026-03-03 16:00")
            try await desk.act(.resolve, on: done)
            try await desk.publish(.draft(resolve: 36_000))
            let migration = Self.migration(desk)
            let (policy, reports) = try await migration.extent(of: "normal")
            #expect(policy.version == 2 && reports == 2)
            try await expect(migration.agreement(on: policy), is: nil)
            let before = try await desk.everythingOfReports()
            try await Self.agree(desk, on: 2)
            // Agreed on and not yet carried out.
            try await expect(desk.everythingOfReports(), is: before)
            let agreement = try #require(try await migration.agreement(on: policy))
            var rounds: [Int] = []
            var last: UUID?
            repeat {
                let round = try await migration.round(to: policy, by: agreement, after: last, limit: 1)
                #expect(round.refused.isEmpty)
                rounds.append(round.moved)
                last = round.next
            } while last != nil
            #expect(rounds == [1, 1, 0])
            for (code, version) in [(late, "normal 2"), (open, "normal 2"), (done, "normal 1"), (urgent, "urgent 1")] {
                try await expect(desk.policy(of: code, "resolve"), is: version)
            }
            // Fourteen and a half hours were used of ten: missed at that moment, by nobody's delay (R7).
            let clock = try await desk.clock("resolve", of: late)
            #expect(clock.outcome == "missed" && clock.target == 36_000)
            try await expect(desk.clock("resolve", of: open).state, is: "paused")
            let levels = try await desk.levels().filter { $0.clock == "resolve" }
            #expect(
                !levels.isEmpty
                    && levels.allSatisfy { $0.byReclassification && $0.occurredAt == hanoi("2026-03-03 16:00").secondsSince1970 }
            )
            let audited = try await desk.database.pool(.superuser).query(
                """
                SELECT actor, details ->> 'act', details ->> 'approval'
                FROM audit_entry
                WHERE action = 'report_act'
                    AND details ->> 'act' = 'retarget'
                """,
                as: (String, String, String).self
            )
            #expect(audited.count == 2)
            #expect(audited.allSatisfy { $0.0 == drafter.text && $0.2 == agreement.id.uuidString.lowercased() })
            #expect(try await desk.verification.run().drifts == [])
            // Once more there is nothing to do.
            try await expect(migration.round(to: policy, by: agreement).moved, is: 0)
        }
    }

    @Test func anAgreementIsAboutOneVersion() async throws {
        try await Desk.run { desk in
            let migration = Self.migration(desk)
            try await desk.publish(.draft())
            let proposal = try await Self.propose(desk, on: 2)
            let own = try await refusal { try await desk.useCases.approvals.decide(proposal.id, .approved, by: .commandLine(drafter)) }
            #expect(own == .approvalRefused(.ownProposal))
            _ = try await desk.useCases.approvals.decide(proposal.id, .rejected, by: .commandLine(approver))
            let second = try await migration.extent(of: "normal").policy
            try await expect(migration.agreement(on: second), is: nil)
            try await Self.agree(desk, on: 2)
            try await desk.publish(.draft(resolve: 36_000))
            let third = try await migration.extent(of: "normal").policy
            #expect(third.version == 3)
            try await expect(migration.agreement(on: third), is: nil)
            let outdated = try await refusal { try await Self.propose(desk, on: 2) }
            #expect(outdated == .versionDiffers)
            let unknown = try await refusal { try await Self.propose(desk, "nothing", on: 1) }
            #expect(unknown == .notFound)
            let nameless = try await refusal { try await migration.extent(of: "nothing") }
            #expect(nameless == .notFound)
        }
    }
}
