import Domain
import Hummingbird
import JSON
import Services

/// The audit for those who may read it, its seals for anybody, and what they prove.
struct AuditController {
    let trail: AuditTrail
    let proofs: ReportProofs
    let reports: StaffReports
    let staff: StaffDirectory
    let claims: ReaderClaims

    /// `GET /v1/audit?actor=&action=&object=&from=&to=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["actor", "action", "object", "from", "to", "limit", "cursor"])
        let filter = AuditFilter(&query)
        let limit = query.limit()
        let position = query.cursor(Self.number)
        try query.check()
        try staff.inspector(context.principal)
        let page = try await trail.page(filter, before: position, limit: limit)
        let next = page.next.map(String.init)
        return Answer.json(
            ListBody(items: page.entries.map { AuditEntryBody(entry: $0) }, next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/audit?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    /// `GET /v1/audit/seals?after=&limit=`
    @Sendable func seals(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["after", "limit"])
        let after = query.parse("after", .outOfRange) { $0 == "0" ? 0 : Self.number($0) } ?? 0
        let limit = query.limit()
        try query.check()
        let page = try await proofs.seals(after: after, limit: limit)
        let links = page.next.map { ["</v1/audit/seals?after=\($0)&limit=\(limit)>; rel=\"next\""] } ?? []
        return Answer.json(
            ListBody(items: page.seals.map(SealBody.init), next: page.next.map(String.init)),
            to: request,
            context,
            tag: "\(page.seals.last?.number ?? after)-seals-\(after)-\(page.next == nil ? "end" : "page")",
            links: links
        )
    }

    /// `GET /v1/reports/{code}/proof`
    @Sendable func proof(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let claim = try await claims.claim(request)
        let code = try ReportCode(inPathOf: context)
        let body = ReportProofBody(code: code, proof: try await proofs.proof(code, by: claim))
        return Answer.json(body, to: request, context, tag: "\(body.tag)-\(claim == nil ? "public" : "reporter")", isPrivate: claim != nil)
    }

    /// `GET /v1/staff/reports/{code}/proof`
    @Sendable func wholeProof(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let body = ReportProofBody(code: code, proof: try await reports.proof(code, for: context.principal))
        return Answer.json(body, to: request, context.api, tag: "\(body.tag)-staff", isPrivate: true)
    }

    /// As JavaScript can still count.
    static let greatest = 9_007_199_254_740_991

    /// A position or a seal's number: 1 and more.
    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text).flatMap { (1...greatest).contains($0) ? $0 : nil } : nil
    }
}

extension AuditFilter {
    fileprivate init(_ query: inout QueryParameters) {
        self.init()
        actor = query.parse("actor", .unknownValue) { Self.isName($0, longest: 64) ? $0 : nil }
        actions = query.list("action") { AuditAction(rawValue: $0) }
        object = query.parse("object", .unknownValue) { Self.isName($0, longest: 128) ? $0 : nil }
        from = query.instant("from")
        to = query.instant("to")
    }

    private static func isName(_ text: String, longest: Int) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
