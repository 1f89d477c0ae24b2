import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// Filing a report and following it.
struct ReportController {
    let filing: ReportFiling
    let reading: ReportReading
    let citizens: CitizenSignIn
    let origins: RequestOrigins

    /// `POST /v1/reports`
    @Sendable func file(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let party = try await party(request, context)
        try filing.check(party)
        let key = try Self.idempotencyKey(request, of: context.client)
        let (json, bytes) = try await JSONValue.read(request)
        let filing = try await filing.file(try ReportSubmission.read(json), key: key, body: bytes, from: party)
        var response = Answer.json(FilingBody(filing, context.language), to: request, context, isPrivate: true)
        response.status = .created
        response.headers[.location] = "/v1/reports/\(filing.receipt.code)"
        response.headers.tell(filing.standings)
        if filing.isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// Whose session is over is told later, if at all: it depends on what they report.
    private func party(_ request: Request, _ context: APIContext) async throws -> FilingParty {
        let address = origins.network(request.headers, context)
        var party = FilingParty(
            client: context.client,
            assertion: try ReporterAssertion.read(request.headers),
            network: "\(address.network.high) \(address.network.low)",
            knownNetwork: origins.name(of: address),
            device: DeviceID(request.headers[.device])?.id
        )
        if let token = BearerToken.citizen(request.headers) {
            party.citizen = try await citizens.citizen(token)
            party.sessionIsOver = party.citizen == nil
        }
        return party
    }

    /// `GET /v1/reports/{code}`
    @Sendable func report(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let token = try Self.token(request)
        let reading = try await reading.report(try ReportCode(inPathOf: context), token: token)
        return Answer.json(
            ReportBody(reading, context.language),
            to: request,
            context,
            tag: Self.tag(reading.view.version, token, reading.view.names(reading.epoch)),
            isPrivate: token != nil
        )
    }

    /// `GET /v1/reports/{code}/timeline`
    @Sendable func timeline(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let token = try Self.token(request)
        let timeline = try await reading.timeline(try ReportCode(inPathOf: context), token: token)
        return Answer.json(
            TimelineBody(timeline.items, context.language),
            to: request,
            context,
            tag: Self.tag(timeline.items.count, token, "\(timeline.epoch)"),
            isPrivate: token != nil
        )
    }

    /// Version, view, and what else is shown that may change.
    private static func tag(_ version: Int, _ token: String?, _ names: String) -> String {
        "\(version)-\(token == nil ? "public" : "reporter")-\(names)"
    }

    /// A tracking token, if any is shown. A client without one sees what everybody sees; other kinds of authorisation open nothing here.
    static func token(_ request: Request) throws -> String? {
        guard request.headers[.authorization] != nil, BearerToken.clientAlone(request.headers) == nil else { return nil }
        guard let token = BearerToken.tracking(request.headers) else { throw ServiceError.tokenInvalid }
        return token
    }

    /// What a client sends that forgot to choose one: two of them would share a report.
    private static let nilUUID = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// A registered client's keys are its own: 1…128 printable characters. Without one the key alone tells callers apart: it must be a
    /// UUID.
    private static func idempotencyKey(_ request: Request, of client: ClientPrincipal?) throws -> String {
        guard let key = request.headers[.idempotencyKey] else { throw Problem(.idempotencyKeyRequired) }
        if client != nil {
            guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy(isPrintable) else { throw Problem(.idempotencyKeyInvalid) }
            return key
        }
        guard let uuid = UUID(uuidString: key), uuid != Self.nilUUID else { throw Problem(.idempotencyKeyInvalid) }
        return uuid.uuidString.lowercased()
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
