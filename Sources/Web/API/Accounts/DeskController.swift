import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Desks and their teams, for staff.
struct DeskController {
    let desks: Desks

    /// `GET /v1/admin/agencies?limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["limit", "cursor"])
        let limit = query.limit()
        let last = query.cursor { PlainCode.isPlausible($0) ? $0 : nil }
        try query.check()
        let found = try await desks.list(after: last, limit: limit + 1, for: context.principal)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.agency.code : nil
        return Answer.json(
            ListBody(items: page.map { DeskBody(desk: $0, language: context.language) }, next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/admin/agencies?limit=\(limit)&cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    /// `GET /v1/admin/agencies/{id}`
    @Sendable func desk(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        return Self.answer(try await desks.desk(try context.idInPath(), for: context.principal), to: request, context)
    }

    /// `PATCH /v1/admin/agencies/{id}`
    @Sendable func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try context.idInPath()
        let versions = try IfMatch.versions(request)
        let change = try await JSONObjectReader.whole(request) { reader -> (duty: DutyContact?, needsApproval: Bool?)? in
            if !reader.has("duty"), !reader.has("needs_approval") { reader.require("duty") }
            return (reader.object("duty", DutyContact.init), reader.boolean("needs_approval"))
        }
        let desk = try await desks.change(
            id,
            duty: change.duty,
            needsApproval: change.needsApproval,
            expecting: versions,
            by: context.principal
        )
        return Self.answer(desk, to: request, context)
    }

    private static func answer(_ desk: DeskRecord, to request: Request, _ context: StaffContext) -> Response {
        Answer.json(
            DeskBody(desk: desk, language: context.language),
            to: request,
            context.api,
            tag: "\(desk.version)-desk-\(desk.agency.staffedSince?.secondsSince1970 ?? 0)",
            isPrivate: true
        )
    }
}

extension DutyContact {
    /// The whole contact: what is left out is none.
    fileprivate init?(_ reader: inout JSONObjectReader) {
        self.init(
            phone: reader.parsed("phone", .phoneInvalid) { try? PhoneNumber($0) },
            email: reader.parsed("email", .emailInvalid) { try? EmailAddress($0) },
            note: reader.string("note")
        )
    }
}
