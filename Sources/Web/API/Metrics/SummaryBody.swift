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
            set(summary.figures, of: head.question.period).writeMembers(to: &json)
            let before = head.question.period.before
            json.member("before", PeriodSetBody(period: before, figures: set(summary.before, of: before)))
        }
    }

    private func set(_ figures: FigureSet, of period: FigurePeriod) -> FigureSetBody {
        FigureSetBody(
            figures: figures,
            links: links?.between(period.from, period.to),
            end: head.question.basis == .activity && period.end <= now ? period.end.adding(seconds: -1) : nil
        )
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
