import Domain
import JSON
import Services

/// A report in a list for staff.
struct ListedReportBody: JSONWritable {
    let report: StaffLists.Item
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.writeBanner(isPractice: report.view.isPractice, language)
            json.member("version", report.view.version)
            report.view.writeMembers(to: &json, language)
            json.member("excerpt", report.excerpt)
            json.nullable("due_at", report.due?.rfc3339)
            json.nullable("moderation", report.moderation?.rawValue)
            json.array("flags", report.view.flagCounts)
            report.work.writeMembers(to: &json)
            json.member("duplicates", report.duplicates)
            json.array("attention", report.attention.map(\.rawValue))
            json.nullable("question", report.question.map(QuestionBody.init))
        }
    }
}

/// What the desk was asked, and when.
private struct QuestionBody: JSONWritable {
    let question: OpinionQuestion

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("text", question.text)
            json.member("asked_at", question.at.rfc3339)
        }
    }
}
