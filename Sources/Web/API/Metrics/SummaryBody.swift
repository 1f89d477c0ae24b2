import Domain
import JSON
import Services

/// Figures of a period, and of as many days before.
struct SummaryBody: JSONWritable {
    let head: FigureHeadBody
    let summary: FigureSummary
    let links: FigureLinks?
    let now: Instant

    func write(to json: inout JSONWriter) {
        json.object { json in
            head.writeMembers(to: &json)
            FigureSetBody(figures: summary.figures, links: links, now: now).writeMembers(to: &json)
            let body = FigureSetBody(figures: summary.before, links: links?.before, now: now)
            json.member("before", PeriodSetBody(period: head.question.period.before, figures: body))
        }
    }
}

private struct PeriodSetBody: JSONWritable {
    let period: FigurePeriod
    let figures: FigureSetBody

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("from", period.start.rfc3339)
            json.member("to", period.end.rfc3339)
            figures.writeMembers(to: &json)
        }
    }
}
