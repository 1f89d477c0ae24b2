import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Working calendars, for those who administer them.
struct CalendarController {
    let calendars: Calendars
    let staff: StaffDirectory

    /// `GET /v1/admin/calendars`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try staff.inspector(context.principal)
        let items = try await calendars.list().map { CalendarSummaryBody(version: $0, language: context.language) }
        return Answer.json(ListBody(items: items, next: nil), to: request, context.api, isPrivate: true)
    }

    /// `GET /v1/admin/calendars/{code}?unit=`
    @Sendable func calendar(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["unit"])
        let unit = query.parse("unit", .unknownValue, UUID.init(uuidString:))
        try query.check()
        try staff.inspector(context.principal)
        let page = try await calendars.page(Self.code(context), unit: unit)
        return Answer.json(
            CalendarBody(page: page, language: context.language),
            to: request,
            context.api,
            tag: "\(page.version.number)-calendar-\(unit?.uuidString.lowercased() ?? "city")-\(page.epoch)",
            isPrivate: true
        )
    }

    /// `POST /v1/admin/calendars/{code}/versions`. No key is taken: once published the version is another, so that a repetition is
    /// refused.
    @Sendable func publish(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        let versions = try IfMatch.versions(request)
        let order = try CalendarOrder.read(try await JSONValue.read(request).value, of: Self.code(context))
        if order.isDryRun {
            // Somebody waits: what cannot be counted in that time is said to be missing.
            let preview = try await calendars.preview(order.change, expecting: versions, within: .seconds(10))
            return Answer.json(PreviewBody(preview: preview, language: context.language), to: request, context.api, isPrivate: true)
        }
        let done = try await calendars.publish(order.change, expecting: versions, by: editor, reason: order.reason)
        return try Self.answer(done, order.change.calendar, to: request, context)
    }

    private static func answer(
        _ done: CalendarPublication,
        _ code: String,
        to request: Request,
        _ context: StaffContext
    ) throws -> Response {
        if case .unfit(let review) = done { throw Problem(unfit: review) }
        var response = Answer.json(PublicationBody(done: done, language: context.language), to: request, context.api, isPrivate: true)
        switch done {
        case .published:
            response.status = .created
            response.headers[.location] = "/v1/admin/calendars/\(code)"
        case .proposed(let approval, _):
            response.status = .accepted
            response.headers[.location] = "/v1/admin/approvals/\(approval.id.uuidString.lowercased())"
        case .unchanged, .unfit: break
        }
        return response
    }

    private static func code(_ context: StaffContext) -> String {
        context.parameters.get("code")?.removingPercentEncoding ?? ""
    }
}

extension Problem {
    /// What the checks before publication forbid.
    init(unfit review: CalendarReview) {
        self.init(.calendarUnfit)
        findings = review.findings.map(\.finding).filter(\.isError)
    }

    /// What cannot be done about an approval.
    init(_ refusal: ApprovalRefusal) {
        self.init(.approvalRefused)
        rule = (refusal.rawValue, refusal.text)
    }
}
