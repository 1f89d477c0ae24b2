import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Services

/// What anybody does about what others have reported.
struct TakingPartController {
    let takingPart: TakingPart
    let parties: FilingParties

    /// `POST /v1/reports/{code}/follow`
    @Sendable func follow(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let party = try await parties.party(request, context)
        let (json, bytes) = try await JSONValue.read(request)
        let key = try ReporterActions.RetryKey(request, context, route: "POST /v1/reports/{code}/follow", body: bytes)
        let contact = try Self.contact(json)
        let result = try await takingPart.follow(code, by: contact, from: party, key: key)
        return Self.answer(FollowBody(code: result.code), result, request, context)
    }

    /// `DELETE /v1/reports/{code}/follow`
    @Sendable func unfollow(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        try await takingPart.unfollow(code, from: try await parties.party(request, context))
        return Answer.nothing(context)
    }

    /// `POST /v1/reports/{code}/flags`
    @Sendable func flag(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try ReportCode(inPathOf: context)
        let party = try await parties.party(request, context)
        let (json, bytes) = try await JSONValue.read(request)
        let key = try ReporterActions.RetryKey(request, context, route: "POST /v1/reports/{code}/flags", body: bytes)
        let reason = try Self.reason(json)
        let result = try await takingPart.flag(code, as: reason, from: party, key: key)
        return Self.answer(FlagBody(code: result.code, reason: reason), result, request, context)
    }

    /// `{"phone"?, "email"?}`
    private static func contact(_ json: JSONValue) throws -> TakingPart.Contact {
        try SignInBodies.members(json) { reader in
            TakingPart.Contact(phone: reader.string("phone"), email: reader.string("email"))
        }
    }

    /// `{"reason"}`
    private static func reason(_ json: JSONValue) throws -> FlagReason {
        try SignInBodies.members(json) { reader in
            let text = SignInBodies.text("reason", &reader)
            let reason = text.flatMap { PlainCode.isPlausible($0) ? FlagReason(rawValue: $0) : nil }
            if text != nil, reason == nil { reader.refuse("reason", .unknownValue) }
            return reason
        }
    }

    private static func answer(
        _ body: some JSONWritable,
        _ result: TakingPartResult,
        _ request: Request,
        _ context: APIContext
    ) -> Response {
        var response = Answer.json(body, to: request, context, isPrivate: true)
        response.status = .created
        if result.isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }
}

/// That somebody follows a report, of a duplicate its original: whether they did before is told to nobody.
private struct FollowBody: JSONWritable {
    let code: ReportCode

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code.description)
            json.member("following", true)
        }
    }
}

/// That somebody has flagged what is public of a report.
private struct FlagBody: JSONWritable {
    let code: ReportCode
    let reason: FlagReason

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code.description)
            json.member("reason", reason.rawValue)
        }
    }
}
