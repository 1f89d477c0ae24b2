import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Lists of reports for staff.
struct StaffListController {
    let lists: StaffLists

    /// `GET /v1/staff/reports`; for spreadsheets with `Accept: text/csv`.
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: Self.parameters)
        let isTable = Answer.prefersCSV(request.headers[.accept])
        let limit = isTable ? query.limit(in: 1...StaffListTable.most, standard: StaffListTable.most) : query.limit()
        let wanted = StaffLists.Request(&query, limit: limit, for: context.principal)
        try query.check()
        let page = try await lists.page(wanted, for: context.principal)
        let list = page.isAlike ? query.fingerprintOfAlike : query.fingerprint
        let next = page.next.map { ListCursor(place: $0, list: list).text }
        let links = next.map { ["</v1/staff/reports?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        if isTable { return StaffListTable(page: page, language: context.language).answer(to: request, context.api, links: links) }
        return Answer.json(
            StaffListBody(page: page, next: next, language: context.language),
            to: request,
            context.api,
            isPrivate: true,
            links: links
        )
    }

    private static let parameters: Set<String> = [
        "status", "unit", "agency", "category", "severity", "assignee", "team", "confidence", "attention", "q", "moderation", "overdue",
        "due_before", "from", "to", "updated_since", "sort",
        "limit",
        "cursor",
    ]
}

extension StaffLists.Request {
    fileprivate init(_ query: inout QueryParameters, limit: Int, for principal: StaffPrincipal) {
        self.init(limit: limit)
        filter.statuses = query.list("status") { ReportStatus(rawValue: $0) }
        filter.severities = query.list("severity") { Severity(rawValue: $0) }
        filter.moderations = query.list("moderation") { Moderation(rawValue: $0) }
        filter.confidences = query.list("confidence") { RoutingConfidence(rawValue: $0) }
        filter.workers = query.list("assignee") { name in
            switch name {
            case "me": .account(principal.account)
            case "none": .nobody
            default: UUID(uuidString: name).map(ReportWorker.account)
            }
        }
        filter.teams = query.list("team") { UUID(uuidString: $0) }
        filter.attention = query.parse("attention", .unknownValue) { PlainCode.isPlausible($0) ? ReportConcern(rawValue: $0) : nil }
        question = query.parse("q", .unknownValue, saying: .noQuestion, ReportQuestion.init)
        units = query.list("unit") { $0 }
        agencies = query.list("agency") { $0 == "me" ? principal.agency.uuidString : $0 }
        categories = query.list("category") { $0 }
        filter.isOverdue = query.parse("overdue", .unknownValue) { ["true": true, "false": false][$0] }
        filter.dueBefore = query.instant("due_before")
        filter.from = query.instant("from")
        filter.to = query.instant("to")
        filter.updatedSince = query.instant("updated_since")
        order = query.parse("sort", .unknownValue, ReportOrder.init(sent:)) ?? order
        let (list, listOfAlike) = (query.fingerprint, query.fingerprintOfAlike)
        let cursor = query.cursor { text in
            ListCursor(text).flatMap { cursor in
                let isOfList = cursor.list == list || (cursor.list == listOfAlike && question != nil)
                return isOfList && (cursor.place.at != nil || order.key == .due) ? cursor : nil
            }
        }
        after = cursor?.place
        isAlike = cursor?.list == listOfAlike
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

/// A page of a list.
private struct StaffListBody: JSONWritable {
    let page: StaffLists.Page
    let next: String?
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("items", page.items.map { ListedReportBody(report: $0, language: language) })
            json.nullable("next", next)
            if page.isAlike { json.member("alike", true) }
        }
    }
}

extension BilingualText {
    /// Nothing can be looked for by it.
    fileprivate static let noQuestion = BilingualText(
        vi: "Cần ít nhất một từ, mã phản ánh hoặc số điện thoại; tối đa \(ReportQuestion.longest) ký tự.",
        en: "A word at least, a report's code or a phone is needed; at most \(ReportQuestion.longest) characters."
    )
}
