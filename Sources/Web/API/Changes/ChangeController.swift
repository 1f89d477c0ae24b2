import Domain
import HTTPTypes
import Hummingbird
import JSON
import Metrics
import NIOCore
import Services

/// What happens to reports, in the order of commits.
struct ChangeController {
    /// Seconds.
    static let waits = 1...30

    let feed: ChangeFeed
    let staff: StaffDirectory
    let clients: ClientDirectory
    let gate: AdmissionGate?
    let origins: RequestOrigins
    private let pages = SharedPages()

    init(feed: ChangeFeed, staff: StaffDirectory, clients: ClientDirectory, gate: AdmissionGate?, origins: RequestOrigins) {
        self.feed = feed
        self.staff = staff
        self.clients = clients
        self.gate = gate
        self.origins = origins
    }

    /// `GET /v1/changes`; as it happens with `Accept: text/event-stream`.
    @Sendable func changes(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["scope", "since", "limit", "wait"])
        let scope = query.parse("scope", .unknownValue) { ChangeScope(rawValue: $0) } ?? .anybody
        let isStream = Answer.prefersEvents(request.headers[.accept])
        let start = query.start(in: scope, lastEvent: isStream ? request.headers[.lastEventID] : nil)
        let limit = query.limit()
        let wait = query.parse("wait", .outOfRange) { text in Int(text).flatMap { Self.waits.contains($0) ? $0 : nil } }
        try query.check()
        let follower = try ChangeFollower(scope, request.headers, staff: staff, clients: clients)
        let following = ChangeFollowing(feed: feed, follower: follower, pages: pages, gate: gate, limit: limit)
        if isStream { return try await stream(following, from: start, request, context) }
        var page = try await following.page(from: start)
        if let wait, page.changes.isEmpty, request.method != .head {
            let place = try place(request, context)
            page = try await following.next(behind: page, until: .now + .seconds(wait))
            withExtendedLifetime(place) {}
        }
        Self.count(page, of: scope)
        return Answer.json(
            ChangeListBody(page: page, language: context.language),
            to: request,
            context,
            isPrivate: scope != .anybody,
            links: ["</v1/changes?scope=\(scope.rawValue)&limit=\(limit)&since=\(page.next.text)>; rel=\"next\""]
        )
    }

    /// What is wrong with the request is told before anything is sent.
    private func stream(
        _ following: ChangeFollowing,
        from start: ChangeFeed.Start,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let place = try place(request, context)
        let first = try await following.page(from: start)
        let stream = ChangeStream(following: following, language: context.language)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .contentLanguage: context.language.rawValue,
                .vary: "Authorization, Accept, Accept-Language", .cacheControl: "private, no-store",
            ],
            body: ResponseBody { writer in
                try await stream.write(first, to: &writer)
                withExtendedLifetime(place) {}
            }
        )
    }

    /// A place among those who wait, for as long as they do.
    private func place(_ request: Request, _ context: APIContext) throws -> AdmissionTicket? {
        guard let gate else { return nil }
        guard let place = gate.place(among: \.listeners, for: PlaceHolder(request.headers, context, origins)) else { throw Problem.noRoom }
        return place
    }

    static func count(_ page: ChangeFeed.Page, of scope: ChangeScope) {
        Counter(label: "changes_sent", dimensions: [("scope", scope.rawValue)]).increment(by: page.changes.count)
    }
}

extension QueryParameters {
    /// Where to begin: behind the last event that a client says it has got, else where `since` says.
    fileprivate mutating func start(in scope: ChangeScope, lastEvent: String?) -> ChangeFeed.Start {
        let asked = parse("since", .unknownValue) { Self.start($0, in: scope) }
        guard let lastEvent, !lastEvent.isEmpty else { return asked ?? .beginning }
        guard let start = Self.start(lastEvent, in: scope) else {
            refuse(HTTPField.Name.lastEventID.rawName, .unknownValue)
            return .beginning
        }
        return start
    }

    private static func start(_ text: String, in scope: ChangeScope) -> ChangeFeed.Start? {
        if text == "now" { return .now }
        return ChangeCursor(text).flatMap { $0.scope == scope ? .after($0.place) : nil }
    }
}
