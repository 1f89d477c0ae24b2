import Domain
import Foundation
import JSON
import Services

extension CalendarReview {
    /// How many changed days are named.
    static let mostDays = 400

    func writeMembers(to json: inout JSONWriter, _ language: Language) {
        json.member("kind", kind.rawValue)
        json.member("kind_label", kind.label[language])
        json.array("findings", findings.prefix(Problem.mostErrors).map { FindingBody(finding: $0, language: language) })
        json.member("changed_days", days.count)
        json.array("days", days.prefix(Self.mostDays).map(\.description))
    }
}

/// What publishing came to.
struct PublicationBody: JSONWritable {
    let done: CalendarPublication
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch done {
            case .unchanged: json.member("outcome", "unchanged")
            case .unfit: json.member("outcome", "unfit")
            case .published(let version, let review):
                json.member("outcome", "published")
                json.member("version", version.number)
                review.writeMembers(to: &json, language)
            case .proposed(let approval, let review):
                json.member("outcome", "proposed")
                json.member("approval", ApprovalBody(approval: approval))
                review.writeMembers(to: &json, language)
            }
        }
    }
}

/// What publishing would do.
struct PreviewBody: JSONWritable {
    let preview: CalendarPreview
    let language: Language

    func write(to json: inout JSONWriter) {
        let impact = preview.impact
        json.object { json in
            json.member("outcome", "dry_run")
            json.member("version", preview.next.number)
            json.member("fit", preview.review.isFit)
            preview.review.writeMembers(to: &json, language)
            json.member("complete", preview.isComplete)
            json.member("not_looked_at", preview.isComplete ? nil : UnseenBody(open: preview.unseen.open, closed: preview.unseen.closed))
            json.member("reports", impact.reports)
            json.member("moved_reports", impact.movedReports)
            json.member("clocks", impact.clocks)
            json.member("moved_clocks", impact.movedClocks)
            json.member("newly_missed", impact.newlyMissed)
            json.member("no_longer_missed", impact.noLongerMissed)
            json.member("not_computed", impact.faults)
            json.array("moves", impact.moves.map { MoveBody(move: $0, agencies: preview.agencies, language: language) })
        }
    }
}

/// How many reports time was too short for.
private struct UnseenBody: JSONWritable {
    let open: Int
    let closed: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("open_reports", open)
            json.member("closed_reports", closed)
        }
    }
}

private struct MoveBody: JSONWritable {
    let move: ClockMove
    let agencies: [UUID: Agency]
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("report", move.report)
            json.member("clock", move.clock.name)
            json.member("cycle", move.cycle)
            json.member("agency", move.clock.handler.flatMap { agencies[$0] }.map { AgencyBody($0, language) })
            json.member("before", StandingBody(standing: move.before))
            json.member("after", StandingBody(standing: move.after))
            json.nullable("later_s", move.seconds)
            json.nullable("later_working_s", move.workingSeconds)
        }
    }
}

private struct StandingBody: JSONWritable {
    let standing: ClockMove.Standing

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("outcome", standing.outcome.rawValue)
            json.nullable("due_at", standing.due?.rfc3339)
            json.nullable("resumes_at", standing.resumes?.rfc3339)
            json.nullable("used_s", standing.used)
        }
    }
}

private struct FindingBody: JSONWritable {
    let finding: CalendarReview.Finding
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.nullable("unit", finding.unit)
            json.member("code", finding.finding.code)
            json.member("forbids", finding.finding.isError)
            json.member("message", finding.finding.text[language])
        }
    }
}
