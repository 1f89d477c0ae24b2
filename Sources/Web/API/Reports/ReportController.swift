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
    let uploads: Uploads
    let links: AttachmentLinks
    let parties: FilingParties
    let claims: ReaderClaims
    let gate: AdmissionGate?

    /// `POST /v1/reports`
    @Sendable func file(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let party = try await parties.party(request, context)
        try filing.check(party)
        guard let key = try request.idempotencyKey(of: context.client) else { throw Problem(.idempotencyKeyRequired) }
        let filing =
            UploadForm.boundary(of: request) == nil
            ? try await fileJSON(try await JSONValue.read(request), key, party) : try await fileForm(request, key, party)
        var response = Answer.json(FilingBody(filing, context.language), to: request, context, isPrivate: true)
        response.status = .created
        response.headers[.location] = "/v1/reports/\(filing.receipt.code)"
        response.headers.tell(filing.standings)
        if filing.isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    private func fileJSON(_ body: (value: JSONValue, bytes: [UInt8]), _ key: String, _ party: FilingParty) async throws -> Filing {
        try await filing.file(try ReportSubmission.read(body.value), key: key, body: body.bytes, from: party)
    }

    /// A report and its pictures in one form. What was filed with the key before is told again without a look at the pictures, and so is
    /// what the report is refused for. Room for filings is taken while there is something to file, and not while pictures are made.
    private func fileForm(_ request: Request, _ key: String, _ party: FilingParty) async throws -> Filing {
        try await UploadForm.receive(request, .filing, from: .citizen(party), by: uploads) { form, bill in
            var submission = try ReportSubmission.read(try JSONValue.parsed(form.report))
            let fingerprint = form.files.reduce(form.report) { $0 + $1.digest }
            do {
                let earlier = try await inRoom {
                    try await filing.rehearse(submission, pictures: form.files.count, key: key, body: fingerprint, from: party)
                }
                if let earlier { return earlier }
            } catch {
                try await uploads.count(form.files, of: .citizen(party), on: &bill)
                throw error
            }
            try await uploads.count(form.files, of: .citizen(party), on: &bill)
            for file in form.files {
                submission.attachments.append(try await uploads.keep(file, from: .citizen(party)).id.uuidString.lowercased())
            }
            let whole = submission
            return try await inRoom { try await filing.file(whole, key: key, body: fingerprint, from: party) }
        }
    }

    private func inRoom<Value>(_ body: () async throws -> Value) async throws -> Value {
        guard let gate else { return try await body() }
        return try await gate.doing(.filings, body)
    }

    /// `GET /v1/reports/{code}`
    @Sendable func report(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let claim = try await claims.claim(request)
        let reading = try await reading.report(try ReportCode(inPathOf: context), by: claim)
        let isOwn = reading.view.own != nil
        let end = isOwn ? links.end : nil
        return Answer.json(
            ReportBody(reading, context.language, links, until: end),
            to: request,
            context,
            tag: Self.tag(reading.view.version, isOwn, reading.view.names(reading.epoch)) + reading.view.linksTag(end),
            isPrivate: claim != nil
        )
    }

    /// `GET /v1/reports/{code}/timeline`
    @Sendable func timeline(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let claim = try await claims.claim(request)
        let timeline = try await reading.timeline(try ReportCode(inPathOf: context), by: claim)
        let end = timeline.isOwn ? links.end : nil
        return Answer.json(
            TimelineBody(timeline: timeline, language: context.language, links: links, end: end),
            to: request,
            context,
            tag: Self.tag(timeline.items.count, timeline.isOwn, "\(timeline.version)-\(timeline.catalog.epoch)") + timeline.linksTag(end),
            isPrivate: claim != nil
        )
    }

    /// Version or length, view, and what else is shown that may change.
    private static func tag(_ version: Int, _ isOwn: Bool, _ names: String) -> String {
        "\(version)-\(isOwn ? "reporter" : "public")-\(names)"
    }
}
