import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Citizens' sign-in, and what is theirs.
struct CitizenController {
    let signIn: CitizenSignIn
    let reports: CitizenReports
    let links: AttachmentLinks
    /// Whose word on where a request comes from is believed.
    let proxies: AddressRanges

    /// `POST /v1/citizen/otp`
    @Sendable func requestCode(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let network = network(request, context)
        let phone = try await SignInBodies.phone(JSONValue.read(request).value)
        let asked = try await signIn.requestCode(for: phone, from: network, in: context.language)
        var response = Answer.json(CodeRequestBody(asked: asked), to: request, context, isPrivate: true)
        response.status = .accepted
        return response
    }

    /// `POST /v1/citizen/sessions`
    @Sendable func openSession(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let network = network(request, context)
        let (id, code) = try await SignInBodies.code(JSONValue.read(request).value)
        let session = try await signIn.signIn(request: id, code: code, from: network)
        return SessionBody(session: session).answer(to: request, context)
    }

    /// `DELETE /v1/citizen/sessions/current`
    @Sendable func endSession(_ request: Request, _ context: CitizenContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        if let token = BearerToken.citizen(request.headers) { try await signIn.signOut(token) }
        return Answer.nothing(context.api)
    }

    /// `GET /v1/me/reports`
    @Sendable func ownReports(_ request: Request, _ context: CitizenContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["limit", "cursor"])
        let limit = query.limit()
        let list = query.fingerprint
        let last = query.cursor { text in
            ListCursor(text).flatMap { $0.list == list && $0.place.at == nil ? $0.place.id : nil }
        }
        try query.check()
        let page = try await reports.page(of: context.citizen, after: last, limit: limit)
        let next = page.next.map { ListCursor(place: ReportPlace(at: nil, id: $0), list: list).text }
        return Answer.json(
            ListBody(items: page.items.map { CitizenReportBody(item: $0, language: context.language, links: links) }, next: next),
            to: request,
            context.api,
            isPrivate: true,
            links: next.map { ["</v1/me/reports?\(query.link)cursor=\($0)>; rel=\"next\""] } ?? []
        )
    }

    /// The sixteen bytes a quota is counted by.
    private func network(_ request: Request, _ context: APIContext) -> Data {
        let address = IPAddress(peer: context.peer, forwardedFor: request.headers[values: .forwardedFor], proxies: proxies).network
        return [address.high, address.low].reduce(into: Data()) { bytes, half in
            withUnsafeBytes(of: half.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }
}
