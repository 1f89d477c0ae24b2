import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// What the city looks at again each month.
struct ReviewController {
    let reviews: StaffReviews

    /// `GET /v1/staff/reviews?month=&limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["month", "limit", "cursor"])
        let limit = query.limit()
        let month = query.parse("month", .timeInvalid, saying: .badMonth, ReviewedMonth.init)
        query.require("month")
        let place = query.cursor(ReviewItem.Place.init(cursor:))
        try query.check()
        guard let month else { throw Problem(.malformedQuery) }
        let page = try await reviews.page(of: month, after: place, limit: limit, for: context.principal)
        let next = page.next?.cursor
        return Answer.json(
            ReviewBody(page: page, next: next, language: context.language),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/staff/reviews?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }
}

extension ReviewItem.Place {
    fileprivate var cursor: String { "\(at.secondsSince1970).\(seq).\(report.uuidString.lowercased())" }

    fileprivate init?(cursor text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let at = Int64(parts[0]), let seq = Int32(parts[1]), let report = UUID(uuidString: String(parts[2])) else {
            return nil
        }
        self.init(at: Instant(secondsSince1970: at), report: report, seq: Int(seq))
        guard cursor == text else { return nil }
    }
}

private struct ReviewBody: JSONWritable {
    let page: StaffReviews.Page
    let next: String?
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.array("items", page.items.map { ItemBody(item: $0, language: language) })
            json.nullable("next", next)
            json.member("counts", CountsBody(counts: page.counts))
        }
    }
}

private struct CountsBody: JSONWritable {
    let counts: ReviewCounts

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("unsatisfied", counts.unsatisfied)
            json.member("disputed", counts.disputed)
            json.member("withheld", counts.withheld)
            json.member("refused", counts.refused)
            json.member("drawn", counts.drawn)
        }
    }
}

/// Without what was written: who reviews it reads the report itself, which the audit keeps.
private struct ItemBody: JSONWritable {
    let item: ReviewItem
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", item.kind.rawValue)
            json.member("code", item.code)
            json.member("seq", item.place.seq)
            json.member("at", item.place.at.rfc3339)
            json.member("status", item.status.rawValue)
            json.member("status_label", item.status.label[language])
            json.member("category", ReportCategoryBody(code: item.categoryCode, name: item.categoryName[language]))
            json.nullable("unit", item.unit.map { UnitBody($0, language) })
            json.member("agency", AgencyBody(item.agency, language))
            json.member("refusal", item.refusal?.rawValue)
        }
    }
}

extension BilingualText {
    fileprivate static let badMonth = BilingualText(vi: "Tháng viết như 2026-11.", en: "A month is written as 2026-11.")
}
