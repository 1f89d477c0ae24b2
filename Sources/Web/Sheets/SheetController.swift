import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Services

/// Reports on paper.
struct SheetController {
    let reports: StaffReports

    /// `GET /v1/staff/reports/{code}/sheet?purpose=`
    @Sendable func sheet(_ request: Request, _ context: StaffContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["purpose"])
        let purpose = query.purpose()
        try query.check()
        let code = try ReportCode(inPathOf: context)
        let reading = try await reports.report(code, for: context.principal, purpose: purpose)
        let duplicates = try await reports.duplicates(code, for: context.principal)
        let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let html = Pages.html(CaseSheet(reading, duplicates, for: context.principal, at: now, context.language))
        var response = Answer.bytes(ByteBuffer(string: html), to: request, context.api, isPrivate: true, type: Pages.mediaType)
        response.headers[.contentSecurityPolicy] = Self.policy
        return response
    }

    /// The page has its style in it, and may load nothing.
    private static let policy: String = {
        let digest = Data(SHA256.hash(data: Data(Pages.sheetStyle.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }()
}

extension QueryParameters {
    /// What private data are read for.
    mutating func purpose() -> ReadingPurpose {
        parse("purpose", .unknownValue) { PlainCode.isPlausible($0) ? ReadingPurpose(rawValue: $0) : nil } ?? .handling
    }
}
