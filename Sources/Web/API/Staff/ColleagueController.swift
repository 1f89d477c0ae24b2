import Domain
import Hummingbird
import JSON
import Services

/// Who works at one's own desk.
struct ColleagueController {
    let desks: Desks

    /// `GET /v1/staff/colleagues`
    @Sendable func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let colleagues = try await desks.colleagues(of: context.principal)
        return Answer.json(ListBody(items: colleagues.map(ColleagueBody.init), next: nil), to: request, context.api, isPrivate: true)
    }
}

private struct ColleagueBody: JSONWritable {
    let colleague: Colleague

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", colleague.id)
            json.member("username", colleague.username)
            json.member("display_name", colleague.displayName)
        }
    }
}
