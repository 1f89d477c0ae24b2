import Domain
import Foundation
import JSON

/// What two people have to agree on.
struct ApprovalBody: JSONWritable {
    let approval: Approval

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", approval.id)
            json.member("kind", approval.proposal.kind.rawValue)
            json.member("subject", approval.proposal.subject)
            json.member("base_version", approval.baseVersion)
            json.member("reason", approval.reason)
            json.member("proposed_by", approval.proposedBy.text)
            json.member("proposed_at", approval.proposedAt.rfc3339)
            switch approval.proposal {
            case .calendar(let change): json.member("proposal", CalendarChangeBody(change: change))
            case .policy(let change): json.member("proposal", PolicyChangeBody(change: change))
            case .erasure(let erasure): json.member("proposal", DataErasureBody(erasure: erasure))
            }
            json.nullable("decision", approval.decision.map(DecisionBody.init))
        }
    }
}

private struct DecisionBody: JSONWritable {
    let decision: Approval.Decision

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("verdict", decision.verdict.rawValue)
            json.member("by", decision.by.text)
            json.member("at", decision.at.rfc3339)
            json.nullable("comment", decision.comment)
        }
    }
}

/// A change of a calendar, as it can be sent.
private struct CalendarChangeBody: JSONWritable {
    let change: CalendarChange

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("unit", change.unit)
            if let week = change.week { json.dictionary("week", WeekText.members(week)) }
            json.member("week_from", change.weekFrom?.description)
            if let exceptions = change.exceptions { json.array("exceptions", ExceptionBody.all(exceptions, own: nil)) }
            json.member("first_day", change.firstDay?.description)
            json.member("last_day", change.lastDay?.description)
            json.member("name", change.nameVi)
            json.member("name_en", change.nameEn)
            json.member("source", change.source)
        }
    }
}

/// An erasure, with the codes of the reports and the ids of the citizens and followers it concerns.
private struct DataErasureBody: JSONWritable {
    let erasure: DataErasure

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data_request", erasure.request)
            json.array("reports", erasure.reports)
            json.array("citizens", erasure.citizens.map { $0.uuidString.lowercased() })
            json.array("follows", erasure.follows.map { $0.uuidString.lowercased() })
        }
    }
}
