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

    var parameterCount: Int { path.utf8.count { $0 == UInt8(ascii: "{") } }

    /// `accept` is the request's header of that name.
    func work(accepting accept: String?) -> WorkClass {
        guard let workAsGeoJSON, Answer.prefersGeoJSON(accept) else { return work }
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
    private let literal: [Substring: [Route]]
    private let patterns: [(segments: [Substring], route: Route)]

    init(routes: [Route]) {
        self.routes = routes
        literal = Dictionary(grouping: routes.filter { $0.parameterCount == 0 }) { $0.path[...] }
        patterns = routes.map { (Self.segments($0.path[...]), $0) }
    }

    /// The route that serves a request for a target, a path with or without a query.
    func route(_ method: HTTPRequest.Method, _ target: String) -> Route? {
        let method = method == .head ? .get : method
        let path = target.utf8.firstIndex(of: UInt8(ascii: "?")).map { target[..<$0] } ?? target[...]
        return (literal[path] ?? routes(like: path)).first { $0.method == method }
    }

    /// Methods served at a path; empty where there is nothing.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let methods = routes(like: path[...]).map(\.method)
        return methods.contains(.get) ? methods + [.head] : methods
    }

    /// Slashes too many do not count.
    private func routes(like path: Substring) -> [Route] {
        let segments = Self.segments(path)
        let matches = patterns.filter { Self.matches($0.segments, segments) }.map(\.route)
        // "/v1/units/locate" is also of the form "/v1/units/{code}": the more literal pattern is the one served.
        let fewest = matches.map(\.parameterCount).min()
        return matches.filter { $0.parameterCount == fewest }
    }

    private static func segments(_ path: Substring) -> [Substring] {
        path.split(separator: "/")
    }

    private static func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
        pattern.count == path.count && zip(pattern, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
