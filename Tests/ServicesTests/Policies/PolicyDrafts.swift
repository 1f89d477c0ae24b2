import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Testing

/// Names of two accounts.
let drafter = principal("policy-desk")
let approver = principal("city-office")

func principal(_ name: String) -> PrincipalName {
    guard let principal = PrincipalName(name) else { preconditionFailure("\(name) is no name") }
    return principal
}

extension PolicySubmission {
    /// A policy as it would be written down for normal reports, unless told.
    static func draft(
        _ code: String = "normal",
        _ scope: PolicySubmission.Scope = .init(severity: "normal"),
        acknowledge: Int = 14_400,
        resolve: Int = 86_400,
        _ edit: (inout PolicySubmission) -> Void = { _ in }
    ) -> PolicySubmission {
        var draft = PolicySubmission()
        draft.code = code
        (draft.nameVi, draft.nameEn) = (code, code)
        draft.scope = scope
        draft.calendar = "hanoi-office"
        draft.acknowledge = PolicySubmission.Limit(seconds: acknowledge)
        draft.resolve = PolicySubmission.Limit(seconds: resolve)
        edit(&draft)
        return draft
    }
}

extension Desk {
    /// Proposes what follows the newest version, and has somebody else approve it.
    @discardableResult
    func publish(_ draft: PolicySubmission) async throws -> Approval {
        let proposal = try await propose(draft)
        return try await useCases.approvals.decide(proposal.id, .approved, by: .commandLine(approver))
    }

    /// Proposes what follows the newest version.
    func propose(_ draft: PolicySubmission) async throws -> Approval {
        let newest = try await versions(draft.code ?? "").max()
        return try await useCases.policies.propose(
            PolicyProposalSubmission(policy: draft, reason: "Thử nghiệm"),
            base: newest.map { [$0] },
            by: .commandLine(drafter)
        )
    }

    /// Versions of a code, in force or not.
    func versions(_ code: String) async throws -> [Int] {
        try await database.pool(.superuser).query("SELECT version FROM sla_policy WHERE code = \(code) ORDER BY version", as: Int.self)
    }

    /// The policy that a report's clock is under: "normal 2".
    func policy(of code: ReportCode, _ clock: String = "acknowledge") async throws -> String {
        try await database.pool(.superuser).query(
            """
            SELECT policy.code || ' ' || policy.version
            FROM sla_clock AS clock
            JOIN report ON report.id = clock.report_id
            JOIN sla_policy AS policy ON policy.id = clock.policy_id
            WHERE report.code = \(code.description)
                AND clock.clock = \(clock)
                AND clock.cycle = 1
            """,
            as: String.self
        ).first ?? ""
    }

    /// Everything stored of clocks, levels and histories, as text.
    func everythingOfReports() async throws -> [String] {
        try await database.pool(.superuser).query(
            """
            SELECT 'clock ' || row::text FROM sla_clock AS row
            UNION ALL SELECT 'level ' || row::text FROM sla_event AS row
            UNION ALL SELECT 'report ' || row::text FROM report AS row
            UNION ALL SELECT 'event ' || report_id || seq || type || data FROM report_event
            ORDER BY 1
            """,
            as: String.self
        )
    }
}

/// The refusal of a service; nil where there was none.
func refusal(_ work: () async throws -> some Any) async throws -> ServiceError? {
    do {
        _ = try await work()
        return nil
    } catch let error as ServiceError {
        return error
    }
}

/// `#expect` of two values, the first of which may have to be waited for.
func expect<Value: Equatable>(_ value: Value, is other: Value, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(value == other, sourceLocation: sourceLocation)
}
