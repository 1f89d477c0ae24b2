import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// What whoever has filed a report does about it.
struct ReporterController {
    let actions: ReporterActions
    let citizens: CitizenSignIn
    let links: AttachmentLinks

    /// `POST /v1/reports/{code}/messages`
    @Sendable func write(_ request: Request, _ context: APIContext) async throws -> Response {
        try await act(request, context, route: "POST /v1/reports/{code}/messages", .created) { try ReporterAct.message($0) }
    }

    /// `POST /v1/reports/{code}/feedback`
    @Sendable func rate(_ request: Request, _ context: APIContext) async throws -> Response {
        try await act(request, context, route: "POST /v1/reports/{code}/feedback", .created) { try ReporterAct.feedback($0) }
    }

    /// `POST /v1/reports/{code}/withdraw`
    @Sendable func withdraw(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let claim = try await claim(request, context)
        let key = try ReporterActions.RetryKey(request, context, route: "POST /v1/reports/{code}/withdraw", body: [])
        return answer(try await actions.perform(.withdraw, on: code, by: claim, key: key), .ok, request, context)
    }

    /// `PATCH /v1/reports/{code}`
    @Sendable func correct(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let claim = try await claim(request, context)
        let submission = try await ReportSubmission.readCorrection(JSONValue.read(request).value)
        let reading = try await actions.correct(submission, on: code, by: claim)
        return Answer.json(ReportBody(reading, context.language, links, until: links.end), to: request, context, isPrivate: true)
    }

    private func act(
        _ request: Request,
        _ context: APIContext,
        route: String,
        _ status: HTTPResponse.Status,
        _ read: (JSONValue) throws -> ReporterAct
    ) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let claim = try await claim(request, context)
        let (json, bytes) = try await JSONValue.read(request)
        let key = try ReporterActions.RetryKey(request, context, route: route, body: bytes)
        return answer(try await actions.perform(try read(json), on: code, by: claim, key: key), status, request, context)
    }

    private func answer(
        _ result: ReporterActResult,
        _ status: HTTPResponse.Status,
        _ request: Request,
        _ context: APIContext
    ) -> Response {
        var response = Answer.json(ReporterActBody(result: result, language: context.language), to: request, context, isPrivate: true)
        response.status = status
        if result.isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// By what the report is theirs: its token, else their session, else the client they are.
    private func claim(_ request: Request, _ context: APIContext) async throws -> ReporterClaim {
        if let token = BearerToken.tracking(request.headers) { return .token(token) }
        if let token = BearerToken.citizen(request.headers) {
            guard let citizen = try await citizens.citizen(token) else { throw ServiceError.citizenNotSignedIn }
            return .citizen(citizen)
        }
        let isOther = request.headers[.authorization] != nil && BearerToken.clientAlone(request.headers) == nil
        guard !isOther, let client = context.client else { throw ServiceError.tokenInvalid }
        return .client(client)
    }
}

extension ReporterAct {
    /// `{"text"?, "attachments"?}`, one of which there has to be.
    fileprivate static func message(_ json: JSONValue) throws -> ReporterAct {
        try SignInBodies.members(json) { reader in
            let text = reader.string("text")
            let attachments = reader.strings("attachments") ?? []
            if text == nil, attachments.isEmpty, reader.errors.isEmpty { reader.require("text") }
            return .message(text: text, attachments: attachments)
        }
    }

    /// `{"rating", "comment"?, "dispute"?}`
    fileprivate static func feedback(_ json: JSONValue) throws -> ReporterAct {
        try SignInBodies.members(json) { reader in
            let text = SignInBodies.text("rating", &reader)
            let rating = text.flatMap { PlainCode.isPlausible($0) ? Rating(rawValue: $0) : nil }
            if text != nil, rating == nil { reader.refuse("rating", .unknownValue) }
            let comment = reader.string("comment")
            let isDisputed = reader.boolean("dispute") ?? false
            // Whoever is content disputes nothing.
            if isDisputed, let rating, rating != .unsatisfied { reader.refuse("dispute", .outOfRange, .noDispute) }
            return rating.map { .feedback($0, comment: comment, disputing: isDisputed) }
        }
    }
}

/// What a reporter has done, and where the report stood then.
struct ReporterActBody: JSONWritable {
    let result: ReporterActResult
    let language: Language

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", result.code.description)
            json.member("seq", result.seq)
            json.member("type", result.type.rawValue)
            json.member("at", result.at.rfc3339)
            result.status.writeMembers(to: &json, group: result.status.group, language)
        }
    }
}

extension BilingualText {
    fileprivate static let noDispute = BilingualText(
        vi: "Chỉ người không hài lòng (unsatisfied) mới khiếu nại kết quả.",
        en: "A result is disputed by who is not satisfied (`unsatisfied`)."
    )
}
