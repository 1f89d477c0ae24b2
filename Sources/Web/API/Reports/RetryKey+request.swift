import Domain
import Hummingbird
import Services

extension ReporterActions.RetryKey {
    /// The key of an act on a report; nil where none was sent.
    init?(_ request: Request, _ context: APIContext, route: String, body: [UInt8]) throws {
        guard let key = try request.idempotencyKey(of: context.client) else { return nil }
        self.init(route: route, client: context.client?.id, key: key, body: body)
    }
}
