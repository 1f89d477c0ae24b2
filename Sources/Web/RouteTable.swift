import HTTPTypes
import Hummingbird

/// A route: method, path pattern, handler.
struct Route: Sendable {
    typealias Handler<Context> = @Sendable (Request, Context) async throws -> Response

    /// Who is served, and by what.
    enum Audience: Sendable {
        case anybody(Handler<APIContext>)
        /// Whoever of staff has signed in.
        case session(Handler<SessionContext>)
        case citizens(Handler<CitizenContext>)
        case staff(Handler<StaffContext>)
    }

    let method: HTTPRequest.Method
    /// As Hummingbird writes it: `/v1/reports/{code}`.
    let path: String
    /// What it is to serve it.
    let work: WorkClass
    /// What it is to serve it as GeoJSON, where it can be.
    var workAsGeoJSON: WorkClass?
    /// What it is to serve it as CSV, where it can be.
    var workAsCSV: WorkClass?
    /// Whether it takes forms with files, which are read as they come: such a request takes a place among uploads, and no room of its class.
    var takesFiles = false
    /// Whether it is told who of staff asks, where others may ask too.
    var knowsStaff = false
    let audience: Audience

    /// Whether only staff are served.
    var isForStaff: Bool {
        switch audience {
        case .session, .staff: true
        case .anybody, .citizens: false
        }
    }

    /// Whether only citizens who have signed in are served.
    var isForCitizens: Bool { if case .citizens = audience { true } else { false } }

    var parameterCount: Int { path.utf8.count { $0 == UInt8(ascii: "{") } }

    /// Whether a request of these headers brings files.
    func bringsFiles(_ headers: HTTPFields) -> Bool {
        takesFiles && headers[.contentType].map { MultipartBoundary(contentType: $0) != nil } ?? false
    }

    /// The same route, for files too.
    var withFiles: Route {
        var route = self
        route.takesFiles = true
        return route
    }

    /// The same route, which is told who of staff asks.
    var knowingStaff: Route {
        var route = self
        route.knowsStaff = true
        return route
    }

    /// `accept` is the request's header of that name.
    func work(accepting accept: String?) -> WorkClass {
        if let workAsGeoJSON, Answer.prefersGeoJSON(accept) { return workAsGeoJSON }
        if let workAsCSV, Answer.prefersCSV(accept) { return workAsCSV }
        return work
    }

    static func get(
        _ path: String,
        _ work: WorkClass,
        asGeoJSON: WorkClass? = nil,
        asCSV: WorkClass? = nil,
        _ handler: @escaping Handler<APIContext>
    ) -> Route {
        Route(method: .get, path: path, work: work, workAsGeoJSON: asGeoJSON, workAsCSV: asCSV, audience: .anybody(handler))
    }

    static func post(
        _ path: String,
        _ work: WorkClass,
        _ handler: @escaping Handler<APIContext>
    ) -> Route {
        Route(method: .post, path: path, work: work, audience: .anybody(handler))
    }

    static func patch(
        _ path: String,
        _ work: WorkClass,
        _ handler: @escaping Handler<APIContext>
    ) -> Route {
        Route(method: .patch, path: path, work: work, audience: .anybody(handler))
    }

    static func delete(
        _ path: String,
        _ work: WorkClass,
        _ handler: @escaping Handler<APIContext>
    ) -> Route {
        Route(method: .delete, path: path, work: work, audience: .anybody(handler))
    }

    /// For whoever of staff has signed in, to look after their own account.
    static func own(
        _ method: HTTPRequest.Method,
        _ path: String,
        as work: WorkClass = .staff,
        _ handler: @escaping Handler<SessionContext>
    ) -> Route {
        Route(method: method, path: path, work: work, audience: .session(handler))
    }

    /// For citizens who have signed in: the handler cannot be reached by others.
    static func citizens(
        _ method: HTTPRequest.Method,
        _ path: String,
        as work: WorkClass = .reads,
        _ handler: @escaping Handler<CitizenContext>
    ) -> Route {
        Route(method: method, path: path, work: work, audience: .citizens(handler))
    }

    /// For staff only: the handler cannot be reached without a principal.
    static func staff(
        _ method: HTTPRequest.Method,
        _ path: String,
        as work: WorkClass = .staff,
        asCSV: WorkClass? = nil,
        _ handler: @escaping Handler<StaffContext>
    ) -> Route {
        Route(method: method, path: path, work: work, workAsCSV: asCSV, audience: .staff(handler))
    }
}

extension RouterGroup<APIContext> {
    /// Serves a route behind what the group already has. Whether somebody may be served at all is settled first, then whether there is
    /// room, and only then is a body read.
    func serve(_ route: Route, gate: AdmissionGate?, origins: RequestOrigins = RequestOrigins()) {
        switch route.audience {
        case .anybody(let handler): serve(route, gate, origins, handler)
        case .session(let handler): group(context: SessionContext.self).serve(route, gate, origins, handler)
        case .citizens(let handler): group(context: CitizenContext.self).serve(route, gate, origins, handler)
        case .staff(let handler): group(context: StaffContext.self).serve(route, gate, origins, handler)
        }
    }
}

extension RouterGroup where Context: AdmittedContext {
    fileprivate func serve(
        _ route: Route,
        _ gate: AdmissionGate?,
        _ origins: RequestOrigins,
        _ handler: @escaping Route.Handler<Context>
    ) {
        if let gate { add(middleware: Admission(route: route, gate: gate, origins: origins)) }
        on(RouterPath(route.path), method: route.method, use: handler)
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
