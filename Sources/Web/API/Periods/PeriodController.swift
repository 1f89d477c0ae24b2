import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Reporting periods whose figures are kept as they stood: closed by those who administer, read by those who read figures.
struct PeriodController {
    let periods: ReportingPeriods
    let staff: StaffDirectory

    /// `GET /v1/admin/periods?limit=&cursor=`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["limit", "cursor"])
        let limit = query.limit()
        let last = query.parse("cursor", .unknownValue) { ReportingPeriod($0)?.name }
        try query.check()
        try Self.checkReader(context)
        let found = try await periods.list(after: last, limit: limit + 1)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.period.name : nil
        let links = next.map { ["</v1/admin/periods?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        let body = ListBody(items: page.map { ClosedPeriodBody(closed: $0) }, next: next)
        return Answer.json(body, to: request, context.api, isPrivate: true, links: links)
    }

    /// `GET /v1/admin/periods/{period}`
    @Sendable func period(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        try Self.checkReader(context)
        guard let period = Self.period(context) else { throw Problem(.notFound) }
        let (closed, isGenuine, differences, position) = try await periods.period(period)
        let details = ClosedPeriodDetailsBody(closed: closed, isGenuine: isGenuine, differences: differences, position: position)
        return Answer.json(details, to: request, context.api, tag: "\(closed.id)-\(position.revision)", isPrivate: true)
    }

    /// `POST /v1/admin/periods/{period}/close`. The key is the closing's id.
    @Sendable func close(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let editor = try staff.administrator(context.principal)
        guard let period = Self.period(context) else { throw Problem(.notFound) }
        guard let key = request.headers[.idempotencyKey] else { throw Problem(.idempotencyKeyRequired) }
        guard let id = UUID(uuidString: key) else { throw Problem(.idempotencyKeyInvalid) }
        let (closed, isReplay) = try await periods.close(period, id: id, by: editor)
        var response = Answer.json(ClosedPeriodBody(closed: closed), to: request, context.api, isPrivate: true)
        response.status = .created
        response.headers[.location] = "/v1/admin/periods/\(period.name)"
        if isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    private static func period(_ context: StaffContext) -> ReportingPeriod? {
        context.parameters.get("period").flatMap { ReportingPeriod($0) }
    }

    private static func checkReader(_ context: StaffContext) throws {
        guard context.principal.can(.readFigures, on: .city) else { throw ServiceError.forbidden }
    }
}
