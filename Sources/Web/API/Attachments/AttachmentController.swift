import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Services

/// Takes files in and hands them out.
struct AttachmentController {
    let uploads: Uploads
    let attachments: AttachmentReading
    let parties: FilingParties

    /// `POST /v1/attachments`
    @Sendable func upload(_ request: Request, _ context: APIContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        return try await upload(request, context, from: .citizen(try await parties.party(request, context)))
    }

    /// `POST /v1/staff/attachments`
    @Sendable func uploadAsStaff(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        guard context.principal.can(.uploadEvidence, on: .city) else { throw ServiceError.forbidden }
        return try await upload(request, context.api, from: .staff(context.principal))
    }

    private func upload(_ request: Request, _ context: APIContext, from uploader: Uploader) async throws -> Response {
        let key = try request.idempotencyKey(of: context.client)
        let uploaded = try await UploadForm.receive(request, .oneFile, from: uploader, by: uploads) { form, bill in
            guard let file = form.files.first else { throw Problem(.malformedMultipart) }
            try await uploads.count(form.files, of: uploader, on: &bill)
            return try await uploads.keep(file, from: uploader, key: key)
        }
        let viewer: Domain.Attachment.Viewer = if case .staff = uploader { .staff } else { .reporter }
        let address = AttachmentAddress(uploaded.id, for: viewer, by: attachments.links, until: attachments.links.end)
        var response = Answer.json(UploadedBody(uploaded: uploaded, address: address), to: request, context, isPrivate: true)
        response.status = .created
        response.headers[.location] = address.path(.full)
        if uploaded.isReplay { response.headers[.idempotentReplay] = "true" }
        return response
    }

    /// `GET /v1/attachments/{id}?size=`, of what is public, or with `expires` and `signature`.
    @Sendable func file(_ request: Request, _ context: APIContext) async throws -> Response {
        var query = try QueryParameters(request, allowed: ["size", "v", "expires", "signature"])
        let size = query.parse("size", .unknownValue) { text in Attachment.Size.thumbnails.first { $0.rawValue == text } }
        let tag = query.parse("v", .unknownValue) { text in
            text.utf8.count == 16 && text.utf8.allSatisfy { $0 < 0x80 && Character(UnicodeScalar($0)).isHexDigit } ? text : nil
        }
        let expires = query.parse("expires", .unknownValue) { text in Int64(text).flatMap { $0 >= 0 ? $0 : nil } }
        let signature = query.parse("signature", .unknownValue) { $0.utf8.count == 43 ? $0 : nil }
        if (query.text("expires") == nil) != (query.text("signature") == nil) {
            query.require("expires")
            query.require("signature")
        }
        try query.check()
        guard let id = UUID(attachment: context.parameters.get("id") ?? "") else { throw Problem(.notFound) }
        var access = AttachmentReading.Access.published(tag: tag)
        if let expires, let signature {
            access = .permit(AttachmentLinks.Permit(expires: expires, signature: signature))
        }
        let served = try await attachments.file(id, size ?? .full, by: access)
        return try await answer(served, access, request)
    }

    private func answer(_ served: ServedFile, _ access: AttachmentReading.Access, _ request: Request) async throws -> Response {
        let file = served.file
        let tag = "\"\(file.object.prefix(32))\""
        var headers: HTTPFields = [
            .eTag: tag, .acceptRanges: "bytes", .cacheControl: Self.caching(access),
            // Whatever it is, it runs nothing and asks for nothing; a link is what lets a page show it.
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox", .crossOriginResourcePolicy: "cross-origin",
            .contentDisposition: served.kind == .document ? "attachment; filename=\"tai-lieu.pdf\"" : "inline",
        ]
        if Answer.matches(request.headers[.ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
        let isSame = request.headers[.ifRange].map { $0 == tag } ?? true
        let asked = request.method == .get && isSame ? request.headers[.range] : nil
        let range: Range<Int>
        var status = HTTPResponse.Status.ok
        switch ByteRange(asked, size: file.bytes) {
        case .whole: range = 0..<file.bytes
        case .part(let part):
            range = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.bytes)"
        case .unsatisfiable: throw Problem(.rangeNotSatisfiable, headers: [.contentRange: "bytes */\(file.bytes)"])
        }
        headers[.contentType] = file.contentType
        return Response(status: status, headers: headers, body: try await body(file, range, isSent: request.method == .get))
    }

    /// The first piece is read before anything is answered, for the storage may not have it to give.
    private func body(_ file: StoredFile, _ range: Range<Int>, isSent: Bool) async throws -> ResponseBody {
        let attachments = attachments
        let pieces = attachments.pieces(of: range)
        guard isSent, let piece = pieces.first else { return ResponseBody(contentLength: range.count) { try await $0.finish(nil) } }
        let first = try await attachments.read(file, piece)
        return ResponseBody(contentLength: range.count) { writer in
            try await writer.write(ByteBuffer(bytes: first))
            for piece in pieces.dropFirst() { try await writer.write(ByteBuffer(bytes: try await attachments.read(file, piece))) }
            try await writer.finish(nil)
        }
    }

    /// What is public under an address that names its tag never changes there: it may be kept for a day, and then be taken back.
    private static func caching(_ access: AttachmentReading.Access) -> String {
        switch access {
        case .permit: "private, no-store"
        case .published(nil): "no-cache"
        case .published: "public, max-age=86400, immutable"
        }
    }
}
