import Domain
import Foundation
import Hummingbird
import JSON
import Services

/// Filing for whoever calls or comes.
struct CallerController {
    let filing: ReportFiling

    /// `POST /v1/staff/reports`. The tracking token is for the caller.
    @Sendable func file(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        guard let header = request.headers[.idempotencyKey] else { throw Problem(.idempotencyKeyRequired) }
        guard let key = UUID(uuidString: header) else { throw Problem(.idempotencyKeyInvalid) }
        let (value, bytes) = try await JSONValue.read(request)
        let filing = try await filing.file(
            try ReportSubmission.read(value),
            key: key.uuidString.lowercased(),
            body: bytes,
            by: context.principal
        )
        var response = Answer.json(FilingBody(filing, context.language), to: request, context.api, isPrivate: true)
        response.status = .created
        response.headers[.location] = "/v1/staff/reports/\(filing.receipt.code)"
        if filing.isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }
}
