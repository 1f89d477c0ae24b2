import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

@Suite struct PolicyPublicationTests {
    /// R16, F9.
    @Test func newReportsGetTheNewVersionAndNothingOfTheOthersChanges() async throws {
        try await Desk.run { desk in
            let open = try await desk.file()
            try await desk.act(.acknowledge, on: open)
            try await desk.at("2026-03-03 08:00")
            let resolved = try await desk.file()
            try await desk.act(.acknowledge, on: resolved)
            try await desk.act(.resolve, on: resolved)
            try await desk.sweep()
            let before = try await desk.everythingOfReports()

            let approval = try await desk.publish(.draft())
            #expect(approval.decision?.verdict == .approved)
            try await expect(desk.everythingOfReports(), is: before)
            let later = try await desk.file()
            try await expect(desk.policy(of: open), is: "normal 1")
            try await expect(desk.policy(of: later), is: "normal 2")
            let clock = try await desk.clock("acknowledge", of: later)
            #expect(clock.target == 14_400)

            try await desk.at("2026-03-10 08:00")
            try await desk.sweep()
            let drifts = try await desk.verification.run().drifts
            #expect(drifts == [])
            // What is reopened later goes by the version it came in under, too.
            try await desk.act(.reopen, on: resolved)
            let reopened = try await desk.clock("resolve", of: resolved, cycle: 2)
            #expect(reopened.target == 72_000)
            // A new classification is a new choice (R7).
            try await desk.act(.classify(category: "road.sidewalk", severity: .normal), on: open)
            try await expect(desk.policy(of: open, "resolve"), is: "normal 2")
        }
    }

    @Test func theVersionBeforeIsRetiredAndStaysReadable() async throws {
        try await Desk.run { desk in
            try await desk.publish(.draft())
            let history = try await desk.useCases.policies.history("normal").history
            #expect(history.versions.map(\.policy.version) == [2, 1] && history.newest == 2 && history.next == nil)
            #expect(history.versions.map(\.publishedBy) == [drafter, nil])
            #expect(history.versions.map { $0.retiredAt == nil } == [true, false])
            #expect(history.versions[1].retiredAt == history.versions[0].publishedAt)
            let page = try await desk.useCases.policies.history("normal", limit: 1).history
            #expect(page.versions.map(\.policy.version) == [2] && page.next == 2)
            let rest = try await desk.useCases.policies.history("normal", before: 2, limit: 1).history
            #expect(rest.versions.map(\.policy.version) == [1] && rest.next == nil && rest.newest == 2)
            let unknown = try await refusal { try await desk.useCases.policies.history("nothing") }
            #expect(unknown == .notFound)
        }
    }

    @Test func everythingAPolicySaysIsKept() async throws {
        try await Desk.run { desk in
            let unit = try await desk.database.pool(.superuser).query(
                "SELECT id FROM unit WHERE code = '00004' AND valid_to IS NULL",
                as: UUID.self
            )
            let draft = PolicySubmission.draft("ba-dinh", .init(category: "road", severity: "urgent", unit: "00004")) {
                $0.acknowledge = .init(seconds: 1_800, legalBasis: "Quyết định 9 “thử”", confirmed: true)
                $0.resolveStarts = "receipt"
                $0.nominalDaySeconds = 30_000
                $0.handleSeconds = 7_200
                $0.warnings = [1]
                $0.escalations = [.init(percent: 50, rank: "unit_admin"), .init(percent: 300, rank: "city_admin")]
                $0.reopeningPercent = 70
                $0.reopeningLeastSeconds = 600
            }
            try await desk.publish(draft)
            let stored = try #require(try await desk.useCases.policies.history("ba-dinh").history.versions.first?.policy)
            let catalog = try await desk.catalogs.newest()
            let meant = try SLAPolicy.check(draft, id: stored.id, version: 1, against: catalog).get()
            #expect(stored == meant && catalog.policy("ba-dinh") == meant)
            #expect(
                stored.scope.unit == unit.first && stored.levels.all.map(\.key) == ["warn_1", "escalate_50", "breach_100", "escalate_300"]
            )
        }
    }

    @Test func whoeverChangesAPolicySaysWhatTheyHaveSeen() async throws {
        try await Desk.run { desk in
            func propose(_ draft: PolicySubmission, _ base: Set<Int>?, reason: String? = "vì") async throws -> ServiceError? {
                try await refusal {
                    let submission = PolicyProposalSubmission(policy: draft, reason: reason)
                    return try await desk.useCases.policies.propose(submission, base: base, by: .commandLine(drafter))
                }
            }
            try await expect(propose(.draft(), nil), is: .versionMissing)
            try await expect(propose(.draft(), [2]), is: .versionDiffers)
            try await expect(propose(.draft("trees", .init(category: "tree")), [1]), is: .versionDiffers)
            try await expect(propose(.draft(), [1], reason: nil), is: .invalid([FieldError("/reason", .required)]))
            try await expect(
                propose(.draft(acknowledge: 0), [1], reason: "\u{0}"),
                is: .invalid([FieldError("/policy/acknowledge/target_s", .outOfRange), FieldError("/reason", .controlCharacter)])
            )
            try await expect(propose(.draft("trees", .init(category: "tree")), nil), is: nil)
            try await expect(propose(.draft("trees", .init(category: "tree")), nil), is: .approvalRefused(.pending))
            try await expect(propose(.draft(), [1]), is: nil)
            try await expect(desk.versions("normal"), is: [1])
            try await expect(desk.versions("trees"), is: [])
        }
    }

    @Test func ofTwoWhoApproveOneDoes() async throws {
        try await Desk.run { desk in
            for round in 1...5 {
                let proposal = try await desk.propose(.draft(resolve: 86_400 + round))
                let outcomes = try await withThrowingTaskGroup(of: ServiceError?.self) { group in
                    for name in ["one", "two", "three"] {
                        let person = try #require(PrincipalName(name))
                        group.addTask {
                            try await refusal { try await desk.useCases.approvals.decide(proposal.id, .approved, by: .commandLine(person)) }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.count { $0 == nil } == 1)
                #expect(outcomes.count { $0 == .approvalRefused(.decided) } == 2)
                try await expect(desk.versions("normal"), is: Array(1...(round + 1)))
            }
        }
    }

    /// Of two proposals that would tie, or follow what is gone, the second is not carried out.
    @Test func whatDoesNotFitAnyMoreIsNotCarriedOut() async throws {
        try await Desk.run { desk in
            let first = try await desk.propose(.draft("trees", .init(category: "tree")))
            let second = try await desk.propose(.draft("green", .init(category: "tree")))
            _ = try await desk.useCases.approvals.decide(first.id, .approved, by: .commandLine(approver))
            let tie = try await refusal { try await desk.useCases.approvals.decide(second.id, .approved, by: .commandLine(approver)) }
            #expect(tie == .approvalRefused(.unfit))
            try await expect(desk.versions("green"), is: [])
            let open = try await desk.useCases.approvals.show(second.id)
            #expect(open.decision == nil)

            let stale = try await desk.propose(.draft())
            // What the reference files bring in between is another version.
            try await desk.database.pool(.superuser).execute(
                """
                WITH gone AS (UPDATE sla_policy SET retired_at = instant_now() WHERE code = 'normal' RETURNING *)
                INSERT INTO sla_policy
                SELECT (jsonb_populate_record(NULL::sla_policy, to_jsonb(gone) || jsonb_build_object('id', gen_random_uuid(), 'version', 2, 'retired_at', NULL))).*
                FROM gone
                """
            )
            let outdated = try await refusal { try await desk.useCases.approvals.decide(stale.id, .approved, by: .commandLine(approver)) }
            #expect(outdated == .approvalRefused(.outdated))
            try await expect(desk.versions("normal"), is: [1, 2])
        }
    }

    @Test func aPolicyWithoutASuccessorLeavesItsReportsToTheNextBest() async throws {
        try await Desk.run { desk in
            let before = try await desk.file()
            try await expect(desk.policy(of: before), is: "normal 1")
            let proposal = try await desk.useCases.policies.proposeRetirement(
                of: "normal",
                base: [1],
                reason: "gộp",
                by: .commandLine(drafter)
            )
            _ = try await desk.useCases.approvals.decide(proposal.id, .approved, by: .commandLine(approver))
            let after = try await desk.file()
            try await expect(desk.policy(of: after), is: "default 1")
            try await expect(desk.policy(of: before), is: "normal 1")
            let again = try await refusal {
                try await desk.useCases.policies.proposeRetirement(of: "normal", base: [1], reason: "gộp", by: .commandLine(drafter))
            }
            #expect(again == .notFound)
            // It may come back, after its last version.
            try await desk.publish(.draft())
            try await expect(desk.versions("normal"), is: [1, 2])
            let back = try await desk.file()
            try await expect(desk.policy(of: back), is: "normal 2")
            let drifts = try await desk.verification.run().drifts
            #expect(drifts == [])
        }
    }

    @Test func theDefaultStays() async throws {
        try await Desk.run { desk in
            let refused = try await refusal {
                try await desk.useCases.policies.proposeRetirement(of: "default", base: [1], reason: "thừa", by: .commandLine(drafter))
            }
            #expect(refused == .invalid([FieldError("/code", .defaultRequired)]))
            let narrowed = try await refusal { try await desk.propose(.draft("default", .init(category: "tree"))) }
            #expect(narrowed == .invalid([FieldError("/policy/scope", .defaultRequired)]))
            // Not even past the service.
            await #expect(throws: PostgresError.self) {
                try await desk.database.pool(.migrator).execute("UPDATE sla_policy SET retired_at = instant_now() WHERE code = 'default'")
            }
            try await desk.publish(.draft("default", .init()))
            try await expect(desk.versions("default"), is: [1, 2])
        }
    }

    /// Whenever a filing falls, its policy, its targets and what the citizen is told are of one version.
    @Test func filingsDuringAPublicationAreOfOneVersion() async throws {
        try await Desk.run { desk in
            let proposals = 6
            let codes = try await withThrowingTaskGroup(of: [ReportCode].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var codes: [ReportCode] = []
                        for _ in 0..<25 { codes.append(try await desk.file()) }
                        return codes
                    }
                }
                group.addTask {
                    for number in 1...proposals { try await desk.publish(.draft(acknowledge: 1_000 * number, resolve: 10_000 * number)) }
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let mixed = try await desk.database.pool(.superuser).query(
                """
                SELECT count(*)
                FROM report
                JOIN report_event AS filed ON filed.report_id = report.id AND filed.type = 'filed'
                JOIN sla_clock AS clock ON clock.report_id = report.id AND clock.clock <> 'handle'
                JOIN sla_policy AS policy ON policy.id = (filed.data ->> 'policy')::uuid
                WHERE clock.policy_id <> policy.id
                    OR clock.target_s <> CASE clock.clock WHEN 'acknowledge' THEN policy.acknowledge_s ELSE policy.resolve_s END
                """,
                as: Int.self
            )
            #expect(mixed == [0] && codes.count == 100)
            try await expect(desk.versions("normal"), is: Array(1...(proposals + 1)))
            let drifts = try await desk.verification.run().drifts
            #expect(drifts == [])
        }
    }
}
