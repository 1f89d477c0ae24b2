import HTTPTypes
import Hummingbird

/// A route: method, path pattern, handler.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// As Hummingbird writes it: `/v1/reports/{code}`.
    let path: String
    /// What it is to serve it.
    let work: WorkClass
    /// What it is to serve it as GeoJSON, where it can be.
    var workAsGeoJSON: WorkClass?
    let handler: @Sendable (Request, APIContext) async throws -> Response

    var parameterCount: Int { path.count { $0 == "{" } }

    func work(for request: Request) -> WorkClass {
        guard let workAsGeoJSON, Answer.wantsGeoJSON(request) else { return work }
        return workAsGeoJSON
    }

    static func get(
        _ path: String,
        _ work: WorkClass,
        asGeoJSON: WorkClass? = nil,
        _ handler: @escaping @Sendable (Request, APIContext) async throws -> Response
    ) -> Route {
        Route(method: .get, path: path, work: work, workAsGeoJSON: asGeoJSON, handler: handler)
    }

    static func post(
        _ path: String,
        _ work: WorkClass,
        _ handler: @escaping @Sendable (Request, APIContext) async throws -> Response
    ) -> Route {
        Route(method: .post, path: path, work: work, handler: handler)
    }
}

/// All routes of a listener: what the router serves, and what a 405 names.
struct RouteTable: Sendable {
    let routes: [Route]

    /// Methods served at a path; empty where there is nothing.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let segments = Self.segments(path)
        let matches = routes.filter { Self.matches(Self.segments($0.path), segments) }
        // "/v1/units/locate" is also of the form "/v1/units/{code}": the more literal pattern is the one served.
        let fewest = matches.map(\.parameterCount).min()
        let methods = matches.filter { $0.parameterCount == fewest }.map(\.method)
        return methods.contains(.get) ? methods + [.head] : methods
    }

    private static func segments(_ path: String) -> [Substring] {
        path.split(separator: "/")
    }

    private static func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
        pattern.count == path.count && zip(pattern, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
