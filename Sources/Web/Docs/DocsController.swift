import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Services

/// The contract for machines and for people. Nothing here needs a script or another host.
struct DocsController {
    /// What never changes while the service runs, with the tag of its content.
    struct Fixed: Sendable {
        let body: ByteBuffer
        let tag: String

        init(_ text: String) {
            body = ByteBuffer(string: text)
            tag = SHA256.hash(data: Data(text.utf8)).prefix(8).map { String(format: "%02x", $0) }.joined()
        }
    }

    /// All of it, rendered once: at start, not at the first request.
    private struct Rendered: Sendable {
        static let once = Rendered()

        let contract = Fixed(JSONText.indented(OpenAPI.Document.v1.json))
        let vietnamese = Fixed(Pages.html(DocumentPage(.v1, .vi)))
        let english = Fixed(Pages.html(DocumentPage(.v1, .en)))
        let style = Fixed(Pages.style)
    }

    private let rendered = Rendered.once
    private let categories: CategoryDirectory

    init(categories: CategoryDirectory) {
        self.categories = categories
    }

    /// `GET /openapi.json`
    @Sendable func document(_ request: Request, _ context: APIContext) throws -> Response {
        try answer(rendered.contract, "application/json; charset=utf-8", request, context)
    }

    /// `GET /docs`
    @Sendable func page(_ request: Request, _ context: APIContext) throws -> Response {
        asPage(try answer(context.language == .vi ? rendered.vietnamese : rendered.english, Pages.mediaType, request, context))
    }

    /// `GET /docs/danh-muc`: from the catalogue in force.
    @Sendable func catalogue(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (groups, epoch) = try await categories.tree()
        let page = Fixed(Pages.html(CataloguePage(groups, epoch: epoch, context.language)))
        return asPage(Answer.bytes(page.body, to: request, context, tag: page.tag, type: Pages.mediaType))
    }

    /// `GET /docs/phananh.css`
    @Sendable func stylesheet(_ request: Request, _ context: APIContext) throws -> Response {
        try answer(rendered.style, "text/css; charset=utf-8", request, context)
    }

    private func answer(_ fixed: Fixed, _ type: String, _ request: Request, _ context: APIContext) throws -> Response {
        try QueryParameters(request, allowed: []).check()
        return Answer.bytes(fixed.body, to: request, context, tag: fixed.tag, type: type)
    }

    /// A page may load its stylesheet and nothing else.
    private func asPage(_ response: Response) -> Response {
        var response = response
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return response
    }
}
