import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Lists of reports for staff.
struct StaffListController {
    let lists: StaffLists

    /// `GET /v1/staff/reports`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: Self.parameters)
        let wanted = StaffLists.Request(&query)
        try query.check()
        let page = try await lists.page(wanted, for: context.principal)
        let next = page.next.map { ListCursor(place: $0, list: query.fingerprint).text }
        return Answer.json(
            ListBody(items: page.items.map { ListedReportBody(report: $0, language: context.language) }, next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/staff/reports?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    private static let parameters: Set<String> = [
        "status", "unit", "agency", "category", "severity", "moderation", "overdue", "due_before", "from", "to", "updated_since", "sort",
        "limit",
        "cursor",
    ]
}

extension StaffLists.Request {
    fileprivate init(_ query: inout QueryParameters) {
        self.init(limit: query.limit())
        filter.statuses = query.list("status") { ReportStatus(rawValue: $0) }
        filter.severities = query.list("severity") { Severity(rawValue: $0) }
        filter.moderations = query.list("moderation") { Moderation(rawValue: $0) }
        units = query.list("unit") { $0 }
        agencies = query.list("agency") { $0 }
        categories = query.list("category") { $0 }
        filter.isOverdue = query.parse("overdue", .unknownValue) { ["true": true, "false": false][$0] }
        filter.dueBefore = query.instant("due_before")
        filter.from = query.instant("from")
        filter.to = query.instant("to")
        filter.updatedSince = query.instant("updated_since")
        order = query.parse("sort", .unknownValue, ReportOrder.init(sent:)) ?? order
        let list = query.fingerprint
        after = query.parse("cursor", .unknownValue) { text in
            ListCursor(text).flatMap { $0.list == list && ($0.place.at != nil || order.key == .due) ? $0.place : nil }
        }
    }
}

extension ReportOrder {
    /// `due_at`, or `-due_at` for the reverse.
    fileprivate init?(sent text: String) {
        guard PlainCode.isPlausible(text), let key = Key(rawValue: text.hasPrefix("-") ? String(text.dropFirst()) : text) else {
            return nil
        }
        self.init(key, isReversed: text.hasPrefix("-"))
    }
}
