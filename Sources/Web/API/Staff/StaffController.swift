import Domain
import Hummingbird
import JSON
import Services

/// What staff see of reports and do to them.
struct StaffController {
    let reports: StaffReports
    let links: AttachmentLinks

    /// `GET /v1/staff/reports/{code}?purpose=`
    @Sendable func report(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["purpose"])
        let purpose = query.purpose()
        try query.check()
        let code = try ReportCode(inPathOf: context)
        let reading = try await reports.report(code, for: context.principal, purpose: purpose)
        return answer(reading, to: request, context)
    }

    /// `POST /v1/staff/reports/{code}/actions`. No key is taken: once an action has been carried out the version is another, so that
    /// its repetition is refused.
    @Sendable func act(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let versions = try IfMatch.versions(request)
        let order = try ActionOrder.read(try await JSONValue.read(request).value, of: context.principal.account)
        let reading = try await reports.act(
            order.command,
            saying: order.texts,
            showing: order.files,
            thenPublishing: order.publishes,
            on: code,
            by: context.principal,
            expecting: versions
        )
        return answer(reading, to: request, context)
    }

    /// `GET /v1/staff/reports/{code}/duplicates`
    @Sendable func duplicates(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let found = try await reports.duplicates(try ReportCode(inPathOf: context), for: context.principal)
        let body = DuplicatesBody(found: found, language: context.language, links: links, end: links.end)
        return Answer.json(body, to: request, context.api, isPrivate: true)
    }

    /// `GET /v1/staff/reports/{code}/sla`
    @Sendable func clocks(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let clocks = try await reports.clocks(code, for: context.principal)
        return Answer.json(
            ClocksBody(code: code, clocks: clocks, language: context.language),
            to: request,
            context.api,
            tag: "\(clocks.version)-sla-\(clocks.lastSeq)-\(clocks.now.secondsSince1970)-\(clocks.catalog.epoch)",
            isPrivate: true
        )
    }

    /// Versions do not count warnings, and what may be done changes with time.
    func answer(_ reading: StaffReports.Reading, to request: Request, _ context: StaffContext) -> Response {
        let allowed = ReportAction.allCases.enumerated().reduce(into: UInt64(0)) { mask, action in
            if reading.allowed.contains(action.element) { mask |= 1 << UInt64(action.offset) }
        }
        let end = links.end
        let names = reading.view.names(reading.catalog.epoch) + reading.view.linksTag(end)
        return Answer.json(
            StaffReportBody(reading: reading, language: context.language, links: links, end: end),
            to: request,
            context.api,
            tag: "\(reading.view.version)-staff-\(reading.history.count)-\(String(allowed, radix: 36))-\(names)",
            isPrivate: true
        )
    }
}
