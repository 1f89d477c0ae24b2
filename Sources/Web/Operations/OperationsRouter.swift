import HTTPTypes
package import Hummingbird
import NIOCore
package import Telemetry

/// The listener for those who run the service: never reachable from outside.
package enum OperationsRouter {
    /// `/livez` answers while the process lives; `/readyz` while `isReady` says that requests can be served, and not any more when the
    /// service is on its way out; `/metrics` is Prometheus' text format.
    package static func responder(
        metrics: PrometheusRegistry,
        drain: Drain,
        isReady: @escaping @Sendable () async -> Bool
    ) -> RouterResponder<BasicRequestContext> {
        let router = Router()
        router.get("/livez") { _, _ in text("ok") }
        router.get("/readyz") { _, _ in
            if drain.isOn { return text("draining", status: .serviceUnavailable) }
            return await isReady() ? text("ready") : text("not ready", status: .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in text(metrics.render(), type: PrometheusRegistry.contentType) }
        return router.buildResponder()
    }

    private static func text(
        _ body: String,
        status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: body))
        )
    }
}
