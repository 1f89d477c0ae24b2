import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Time limits: what is in force, what was, and what somebody wants to be. For the city's coordinator.
struct PolicyController {
    let policies: Policies
    let simulator: PolicySimulator
    let staff: StaffDirectory

    /// `GET /v1/admin/policies`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try staff.inspector(context.principal)
        let (policies, catalog) = try await policies.inForce()
        let items = policies.map { FullPolicyBody(policy: $0, catalog: catalog, language: context.language) }
        return Answer.json(
            ListBody(items: items, next: nil),
            to: request,
            context.api,
            tag: "\(catalog.epoch)-policies",
            isPrivate: true
        )
    }

    /// `GET /v1/admin/policies/{code}`
    @Sendable func policy(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["limit", "cursor"])
        let limit = query.limit()
        let before = query.cursor { Int($0) }
        try query.check()
        try staff.inspector(context.principal)
        let code = context.parameters.get("code")?.removingPercentEncoding ?? ""
        let (history, catalog) = try await policies.history(code, before: before, limit: limit)
        return Answer.json(
            PolicyHistoryBody(code: code, history: history, catalog: catalog, language: context.language),
            to: request,
            context.api,
            tag: "\(history.newest)-policy-\(catalog.epoch)-\(before ?? 0)-\(limit)",
            isPrivate: true,
            links: history.next.map { ["</v1/admin/policies/\(code)?cursor=\($0)&limit=\(limit)>; rel=\"next\""] } ?? []
        )
    }

    /// `POST /v1/admin/policies`
    @Sendable func propose(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let base = request.headers[.ifMatch] == nil ? nil : try IfMatch.versions(request)
        let proposal = PolicyProposalSubmission.read(try await JSONValue.read(request).value)
        let approval = try await policies.propose(proposal, base: base, by: editor)
        var response = Answer.json(ApprovalBody(approval: approval), to: request, context.api, isPrivate: true)
        response.status = .accepted
        return response
    }

    /// `POST /v1/admin/policies/simulate`
    @Sendable func simulate(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try staff.inspector(context.principal)
        let submission = SimulationSubmission.read(try await JSONValue.read(request).value)
        let outcome = try await simulator.simulate(submission)
        return Answer.json(SimulationBody(outcome: outcome), to: request, context.api, isPrivate: true)
    }
}
