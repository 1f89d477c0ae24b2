import Foundation
import Hummingbird
import Services

/// What can be reported.
struct CategoryController {
    let categories: CategoryDirectory

    /// `GET /v1/categories`: the whole tree at once.
    @Sendable func tree(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (groups, epoch) = try await categories.tree()
        let items = groups.map { CategoryBody($0.group, leaves: $0.leaves, context.language) }
        return Answer.json(ListBody(items: items, next: nil), to: request, context, tag: "\(epoch)-public")
    }

    /// `GET /v1/categories/{code}`
    @Sendable func category(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (details, leaves, epoch) = try await categories.category(context.parameters.get("code")?.removingPercentEncoding ?? "")
        return Answer.json(CategoryBody(details, leaves: leaves, context.language), to: request, context, tag: "\(epoch)-public")
    }
}
