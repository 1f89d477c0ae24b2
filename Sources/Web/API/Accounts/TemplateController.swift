import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// What desks say often.
struct TemplateController {
    let templates: AnswerTemplates

    /// `GET /v1/admin/templates?agency=&action=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["agency", "action"])
        let agency = query.parse("agency", .unknownValue, UUID.init(uuidString:))
        let action = query.parse("action", .unknownValue, Self.action)
        try query.check()
        let found = try await templates.list(of: agency, for: action, for: context.principal)
        return Answer.json(ListBody(items: found.map(TemplateBody.init), next: nil), to: request, context.api, isPrivate: true)
    }

    /// `GET /v1/admin/templates/{id}`
    @Sendable func template(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        return Self.answer(try await templates.template(try context.idInPath(), for: context.principal), to: request, context)
    }

    /// `POST /v1/admin/templates`. No key is taken: a desk has a title once, so that a repetition is refused.
    @Sendable func make(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let new = try await JSONObjectReader.whole(request) { reader -> (ReportAction, String, String, UUID?)? in
            let action = reader.parsed("action", .unknownValue, Self.action)
            if action == nil, !reader.refused("action") { reader.require("action") }
            let (title, text) = (reader.needed("title"), reader.needed("text"))
            let agency = reader.parsed("agency", .unknownValue, UUID.init(uuidString:))
            guard let action, let title, let text else { return nil }
            return (action, title, text, agency)
        }
        let template = try await templates.make(new.0, title: new.1, text: new.2, at: new.3, by: context.principal)
        var response = Self.answer(template, to: request, context)
        response.status = .created
        response.headers[.location] = "/v1/admin/templates/\(template.id.uuidString.lowercased())"
        return response
    }

    /// `PATCH /v1/admin/templates/{id}`
    @Sendable func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try context.idInPath()
        let versions = try IfMatch.versions(request)
        let change = try await JSONObjectReader.whole(request) { reader in
            AnswerTemplates.Change(
                action: reader.parsed("action", .unknownValue, Self.action),
                title: reader.string("title"),
                text: reader.string("text")
            )
        }
        return Self.answer(try await templates.change(id, change, expecting: versions, by: context.principal), to: request, context)
    }

    /// `DELETE /v1/admin/templates/{id}`
    @Sendable func drop(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let id = try context.idInPath()
        try await templates.drop(id, expecting: try IfMatch.versions(request), by: context.principal)
        return Answer.nothing(context.api)
    }

    private static func action(_ name: String) -> ReportAction? {
        guard PlainCode.isPlausible(name), let action = ReportAction(rawValue: name), AnswerTemplate.actions.contains(action) else {
            return nil
        }
        return action
    }

    private static func answer(_ template: AnswerTemplate, to request: Request, _ context: StaffContext) -> Response {
        Answer.json(TemplateBody(template: template), to: request, context.api, tag: "\(template.version)-template", isPrivate: true)
    }
}

/// What a desk says often.
private struct TemplateBody: JSONWritable {
    let template: AnswerTemplate

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", template.id)
            json.member("agency", template.agency)
            json.member("action", template.content.action.rawValue)
            json.member("title", template.content.title)
            json.member("text", template.content.text)
            json.member("version", template.version)
        }
    }
}
