import Domain
import Hummingbird
import JSON
import Services

/// What waits at desks.
struct InboxController {
    let inbox: StaffInbox

    /// `GET /v1/staff/inbox`
    @Sendable func counts(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let inbox = try await inbox.inbox(for: context.principal)
        return Answer.json(InboxBody(inbox: inbox), to: request, context.api, isPrivate: true)
    }
}

/// How much of each waits.
private struct InboxBody: JSONWritable {
    let inbox: Inbox

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("new", inbox.new)
            json.member("due_today", inbox.dueToday)
            json.member("overdue", inbox.overdue)
            json.member("sent_back", inbox.sentBack)
            json.member("asked_for_opinion", inbox.askedForOpinion)
            json.member("awaiting_approval", inbox.awaitingApproval)
            json.member("disputed", inbox.disputed)
            json.member("flagged", inbox.flagged)
            json.member("arrived", inbox.arrived)
            json.member("new_message", inbox.newMessage)
        }
    }
}
