import Domain
import Hummingbird
import JSON
import Services

/// Practice, for who works at a desk for it.
struct TrainingController {
    let practice: Practice

    /// `GET /v1/staff/training/cases`
    @Sendable func cases(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let cases = try await practice.cases(for: context.principal)
        return Answer.json(
            ListBody(items: cases.map { TrainingCaseBody(item: $0, language: context.language) }, next: nil),
            to: request,
            context.api,
            isPrivate: true
        )
    }

    /// `POST /v1/staff/training/reports`. No key is taken: a case may be begun as often as somebody likes.
    @Sendable func begin(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let code = try await JSONObjectReader.whole(request) { reader in
            let code = reader.needed("case")
            if let code, !PlainCode.isPlausible(code) { reader.refuse("case", .unknownValue) }
            return code
        }
        let begun = try await practice.begin(code, by: context.principal)
        var response = Answer.json(
            BegunCaseBody(begun: begun, language: context.language),
            to: request,
            context.api,
            isPrivate: true
        )
        response.status = .created
        return response
    }
}
