import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Services

/// Figures for anybody, and more of them for those of staff whose they are.
struct MetricsController {
    let figures: Figures

    /// `GET /v1/metrics/summary`
    @Sendable func summary(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: FigureQuestion.parameters)
        let question = FigureQuestion(&query)
        let explains = query.flag("explain")
        try query.check()
        let asking = try FigureAsking(request, context)
        if let unchanged = try unchanged(asking) { return unchanged }
        let summary = try await figures.summary(question, for: asking.viewer)
        let head = head(question, summary.subject, summary.source, context)
        return answer(asking, summary.source.edition) {
            var table = CSVTable(headings: ["from", "to"] + FigureColumns.headings)
            for (period, figures) in [(question.period, summary.figures), (question.period.before, summary.before)] {
                table.append([period.from.description, period.to.description] + FigureColumns.cells(figures))
            }
            return table
        } json: {
            SummaryBody(head: head, summary: summary, links: explains ? FigureLinks(question) : nil, now: .now)
        }
    }

    /// `GET /v1/metrics/agencies`: what desks do is for staff.
    @Sendable func agencies(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard FigureViewer(context.principal) != .anybody else { throw ServiceError.forbidden }
        return try await table(.agency)(request, context.api)
    }

    /// `GET /v1/metrics/units`, `/categories`, `/severities`, `/channels`
    func table(_ dimension: FigureDimension) -> Route.Handler<APIContext> {
        { request, context in
            var query = try QueryParameters(request, allowed: FigureQuestion.parameters.union(["rank_by", "compare"]))
            let question = FigureQuestion(&query)
            let explains = query.flag("explain")
            let rate = query.parse("rank_by", .unknownValue, FigureRate.init) ?? .onTimeResolve
            let compares = query.parse("compare", .unknownValue) { $0 == "before" ? true : nil } ?? false
            try query.check()
            let asking = try FigureAsking(request, context)
            if let unchanged = try unchanged(asking) { return unchanged }
            let table = try await figures.table(dimension, question, rankedBy: rate, for: asking.viewer)
            let head = head(question, table.subject, table.source, context)
            return answer(asking, table.source.edition) {
                var file = CSVTable(headings: [dimension.rawValue, "name", "rank"] + FigureColumns.headings)
                for row in table.rows {
                    file.append(row.object.cells(context.language) + [row.rank.map(String.init)] + FigureColumns.cells(row.figures))
                }
                return file
            } json: {
                let links = explains ? FigureLinks(question) : nil
                return FigureTableBody(head: head, table: table, rate: rate, compares: compares, links: links, now: .now)
            }
        }
    }

    /// `GET /v1/metrics/timeseries`
    @Sendable func timeseries(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: FigureQuestion.parameters.union(["interval", "measure"]))
        let question = FigureQuestion(&query)
        let explains = query.flag("explain")
        let interval = query.parse("interval", .unknownValue, FigureInterval.init) ?? .day
        let values = query.list("measure") { name in TimelineValue(name).map { (name: name, value: $0) } }
        if let values, Set(values.map(\.name)).count < values.count { query.refuse("measure", .unknownValue) }
        let shown = values ?? Self.standardValues
        if interval == .hour, question.period.to > CivilDate.today.adding(days: 2) {
            query.refuse("to", .outOfRange)
        } else if interval.points(in: question.period) * shown.count > FigureTimeline.mostValues {
            query.refuse("interval", .tooMany)
        }
        try query.check()
        let asking = try FigureAsking(request, context)
        if let unchanged = try unchanged(asking) { return unchanged }
        let timeline = try await figures.timeline(question, by: interval, for: asking.viewer)
        let head = head(question, timeline.subject, timeline.source, context)
        return answer(asking, timeline.source.edition) {
            var table = CSVTable(headings: ["from", "to"] + shown.map(\.name))
            for point in timeline.points {
                table.append([point.from.rfc3339, point.to.rfc3339] + shown.map { $0.value.cell(point.figures) })
            }
            return table
        } json: {
            let links = explains ? FigureLinks(question) : nil
            return TimelineOfFiguresBody(head: head, timeline: timeline, interval: interval, values: shown, links: links, now: .now)
        }
    }

    private static let standardValues: [(name: String, value: TimelineValue)] = ["filed", "resolved", "open", "overdue"].compactMap {
        name in
        TimelineValue(name).map { (name, $0) }
    }

    /// `GET /v1/metrics/backlog`
    @Sendable func backlog(_ request: Request, _ context: APIContext) async throws -> Response {
        let allowed = FigureQuestion.parameters.subtracting(["from", "to", "basis"]).union(["at"])
        var query = try QueryParameters(request, allowed: allowed)
        let now = Instant.now.startOfMinute
        let question = FigureQuestion(&query)
        let explains = query.flag("explain")
        let past = query.pastInstant("at", now: now)
        try query.check()
        let asking = try FigureAsking(request, context, at: past == nil ? now : nil)
        if let unchanged = try unchanged(asking) { return unchanged }
        let backlog = try await figures.backlog(at: past, now: now, question, for: asking.principal)
        var head = head(question, backlog.subject, backlog.source, context)
        head.hasPeriod = false
        let body = BacklogBody(head: head, backlog: backlog, links: explains ? FigureLinks(question) : nil, past: past)
        return answer(asking, backlog.source.edition) {
            body.table(context.language)
        } json: {
            body
        }
    }

    /// `GET /v1/metrics/sites`
    @Sendable func sites(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["unit", "category", "limit"])
        let question = FigureQuestion(&query)
        let limit = query.limit()
        try query.check()
        let now = Instant.now.startOfMinute
        let asking = try FigureAsking(request, context, at: now)
        if let unchanged = try unchanged(asking) { return unchanged }
        let (sites, catalog, edition) = try await figures.sites(before: now.adding(seconds: 60), question, limit: limit)
        let body = SitesBody(sites: sites, catalog: catalog, language: context.language)
        return answer(asking, edition) {
            body.table
        } json: {
            body
        }
    }

    /// `GET /v1/metrics/reports`
    @Sendable func reports(_ request: Request, _ context: StaffContext) async throws -> Response {
        let allowed = FigureQuestion.parameters.subtracting(["explain"])
            .union(["measure", "at", "severity", "channel", "hour", "limit", "cursor"])
        var query = try QueryParameters(request, allowed: allowed)
        query.require("measure")
        let now = Instant.now
        var question = FigureQuestion(&query)
        question.severity = query.parse("severity", .unknownValue, Severity.init)
        question.channel = query.parse("channel", .unknownValue, Channel.init)
        let hour = query.hour()
        let past = query.pastInstant("at", now: now)
        let name = query.parse("measure", .unknownValue) { PlainCode.isPlausible($0) ? FigureName($0, at: past) : nil }
        let limit = query.limit()
        let list = query.fingerprint
        let place = query.parse("cursor", .unknownValue) { FigureFact.Place(cursor: $0, of: list) }
        try query.check()
        guard let name else { throw Problem(.malformedQuery) }
        let page = try await figures.reports(
            behind: name,
            now: now,
            question,
            inHour: hour,
            after: place,
            limit: limit,
            for: context.principal
        )
        let next = page.next?.cursor(of: list)
        let links = next.map { ["</v1/metrics/reports?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        let items = page.reports.map { NamedReportBody(report: $0, language: context.language) }
        guard !Answer.prefersCSV(request.headers[.accept]) else {
            var table = CSVTable(headings: NamedReportBody.headings)
            for item in items { table.append(item.cells) }
            return Answer.bytes(table.bytes, to: request, context.api, isPrivate: true, type: CSVTable.mediaType, links: links)
        }
        return Answer.json(ListBody(items: items, next: next), to: request, context.api, isPrivate: true, links: links)
    }

    private func head(
        _ question: FigureQuestion,
        _ subject: FigureSubject,
        _ source: FigureSource,
        _ context: APIContext
    ) -> FigureHeadBody {
        FigureHeadBody(question: question, subject: subject, position: source.position, language: context.language)
    }

    /// That nothing has changed, where the client has what there is: no figure is looked up for it.
    private func unchanged(_ asking: FigureAsking) throws -> Response? {
        try figures.edition().flatMap(asking.unchanged)
    }

    private func answer(
        _ asking: FigureAsking,
        _ edition: String?,
        csv: () -> CSVTable,
        json: () -> some JSONWritable
    ) -> Response {
        let tag = edition.map(asking.tag)
        guard !asking.wantsTable else {
            return Answer.bytes(csv().bytes, to: asking.request, asking.context, tag: tag, type: CSVTable.mediaType)
        }
        return Answer.json(json(), to: asking.request, asking.context, tag: tag)
    }
}

extension Instant {
    /// By the machine's clock: good enough to say what is past, never for a time limit.
    static var now: Instant { Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)) }

    /// The last full minute.
    var startOfMinute: Instant { adding(seconds: -(secondsSince1970 % 60)) }
}
