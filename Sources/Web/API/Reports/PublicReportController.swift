import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Services

/// Lists of reports for anybody.
struct PublicReportController {
    let reports: PublicReports
    let links: AttachmentLinks

    /// `GET /v1/reports`
    @Sendable func list(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: Self.parameters)
        let wanted = PublicReports.Request(&query)
        try query.check()
        let page = try await reports.page(wanted)
        let next = page.next.map { ListCursor(place: $0, list: query.fingerprint).text }
        let items = page.items.map { ReportBody($0, context.language, links, until: nil) }
        let pages = next.map { ["</v1/reports?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        guard Answer.wantsGeoJSON(request) else {
            return Self.answer(ListBody(items: items, next: next), to: request, context, links: pages)
        }
        return Self.answer(ReportFeatures(items: items, next: next), to: request, context, type: ReportFeatures.mediaType, links: pages)
    }

    /// `GET /v1/reports/similar`
    @Sendable func similar(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["lat", "lon", "category", "radius_m", "q"])
        let pin = query.pin()
        let radius = query.parse("radius_m", .outOfRange) { text in
            QueryParameters.decimal(text).flatMap { (1...SimilarReport.mostRadiusM).contains($0) ? $0 : nil }
        }
        let categories = query.list("category") { $0 }
        let words = query.parse("q", .tooLong) { $0.unicodeScalars.count <= ReportLimits.description ? $0 : nil }
        try query.check()
        let found = try await reports.similar(
            PublicReports.Place(pin: pin, radiusM: radius ?? SimilarReport.standardRadiusM, categories: categories, words: words)
        )
        let items = found.map { report, distance, likeness in
            SimilarReportBody(report: ReportBody(report, context.language, links, until: nil), distanceM: distance, likeness: likeness)
        }
        return Self.answer(ListBody(items: items, next: nil), to: request, context)
    }

    private static let parameters: Set<String> = [
        "bbox", "unit", "category", "status", "from", "to", "updated_since", "q", "limit", "cursor",
    ]

    /// A list has no version: its tag is made of what it says.
    private static func answer(
        _ body: some JSONWritable,
        to request: Request,
        _ context: APIContext,
        type: String = "application/json; charset=utf-8",
        links: [String] = []
    ) -> Response {
        let bytes = JSONWriter.bytes(body)
        let digest = Data(SHA256.hash(data: bytes).prefix(12)).base64EncodedString()
        return Answer.bytes(ByteBuffer(bytes: bytes), to: request, context, tag: "\(digest)-public", type: type, links: links)
    }
}

extension PublicReports.Request {
    fileprivate init(_ query: inout QueryParameters) {
        self.init(limit: query.limit())
        filter.box = query.box("bbox")
        units = query.list("unit") { $0 }
        categories = query.list("category") { $0 }
        filter.statuses = query.list("status") { ReportStatus(rawValue: $0) }
        filter.from = query.instant("from")
        filter.to = query.instant("to")
        filter.updatedSince = query.instant("updated_since")
        filter.words = query.parse("q", .unknownValue) { SearchWords(asked: $0) }
        let list = query.fingerprint
        after = query.cursor { text in
            ListCursor(text).flatMap { $0.list == list && $0.place.at != nil ? $0.place : nil }
        }
    }
}

/// A report near a place.
private struct SimilarReportBody: JSONWritable {
    let report: ReportBody
    let distanceM: Double
    let likeness: Double?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("distance_m", distanceM.metres)
            json.member("likeness", likeness.map { ($0 * 100).rounded() / 100 })
            report.writeMembers(to: &json)
        }
    }
}
