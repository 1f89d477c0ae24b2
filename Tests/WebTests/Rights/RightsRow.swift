import HTTPTypes

@testable import Web

/// A request whose answer depends on nothing but who asks.
struct RightsRequest: Sendable {
    let method: HTTPRequest.Method
    let path: String
    var body: String?
    var headers: [String: String] = [:]

    static func get(_ path: String) -> RightsRequest { RightsRequest(method: .get, path: path) }

    static func post(_ path: String, _ body: String = "{}", ifMatch tag: String? = nil) -> RightsRequest {
        RightsRequest(method: .post, path: path, body: body, headers: tag.map { ["if-match": $0] } ?? [:])
    }
}

/// A row of the matrix: an operation on something, and what everybody is told.
struct RightsRow: Sendable {
    typealias Making = @Sendable (RightsFixture, Asker) async throws -> RightsRequest

    /// The operation's id in the document.
    let operation: String
    /// What it is done to.
    let object: String
    let open: Set<Asker>
    let forbidden: Set<Asker>
    let missing: Set<Asker>
    /// A new request for each who asks.
    let request: Making

    init(
        _ operation: String,
        _ object: String = "",
        open: Set<Asker> = [],
        forbidden: Set<Asker> = [],
        missing: Set<Asker> = [],
        _ request: @escaping Making
    ) {
        self.operation = operation
        self.object = object
        self.open = open
        self.forbidden = forbidden
        self.missing = missing
        self.request = request
    }

    /// Everybody else is unknown.
    func expected(_ asker: Asker) -> Reply {
        if open.contains(asker) { return .open }
        if forbidden.contains(asker) { return .forbidden }
        return missing.contains(asker) ? .missing : .unknown
    }
}
