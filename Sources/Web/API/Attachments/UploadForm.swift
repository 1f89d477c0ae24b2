import Domain
import Hummingbird
import NIOCore
import Services

/// What a request's `multipart/form-data` body holds, written to files while it comes.
struct UploadForm {
    /// The field of files.
    static let file = "file"
    /// The field of a report, as JSON.
    static let report = "report"

    /// Those a form may have.
    struct Fields {
        let mostFiles: Int
        let hasReport: Bool

        static let oneFile = Fields(mostFiles: 1, hasReport: false)
        static let filing = Fields(mostFiles: AttachmentLimits.perEntry, hasReport: true)

        /// Of a body: files, a report, and what stands around them.
        var mostBytes: Int {
            mostFiles * (AttachmentLimits.bytes + MultipartParser.longestHeaders) + (hasReport ? Request.longestBody : 0) + 4_096
        }
    }

    /// None of them empty.
    private(set) var files: [IncomingFile] = []
    private(set) var report: [UInt8] = []
    private var hasReport = false
    private var current: String?

    /// The boundary of a request's body; nil for what is no form.
    static func boundary(of request: Request) -> MultipartBoundary? {
        guard request.headers[.contentEncoding] ?? "identity" == "identity" else { return nil }
        return request.headers[.contentType].flatMap { MultipartBoundary(contentType: $0) }
    }

    /// Reads a form and does something with it, which counts its files for whoever sends them. A file by itself counts before it comes, and for
    /// the longest where it does not say how long it is; of a form with a report it is told only when that is read whether its files matter.
    static func receive<Value>(
        _ request: Request,
        _ fields: Fields,
        from uploader: Uploader,
        by uploads: Uploads,
        _ body: (UploadForm, inout UploadLimits.Bill?) async throws -> Value
    ) async throws -> Value {
        guard let boundary = boundary(of: request) else { throw Problem(.unsupportedMediaType) }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? AttachmentLimits.bytes
        guard length <= fields.mostBytes else { throw ServiceError.uploadRefused(.tooLarge) }
        return try await uploads.receive(fields.hasReport ? nil : length, from: uploader) { work, bill in
            try await body(try await read(request, boundary, fields, into: work), &bill)
        }
    }

    private static func read(
        _ request: Request,
        _ boundary: MultipartBoundary,
        _ fields: Fields,
        into work: UploadWork
    ) async throws -> UploadForm {
        var (form, parser) = (UploadForm(), MultipartParser(boundary))
        do {
            for try await buffer in request.body {
                parser.append(buffer.readableBytesView)
                while let event = try parser.next() { try await form.take(event, fields, into: work) }
            }
            try parser.finish()
        } catch is MultipartFault {
            throw Problem(.malformedMultipart)
        }
        if fields.hasReport, !form.hasReport { throw refusal(Self.report, .required) }
        if !fields.hasReport, form.files.isEmpty { throw refusal(Self.file, .required) }
        return form
    }

    private mutating func take(_ event: MultipartParser.Event, _ fields: Fields, into work: UploadWork) async throws {
        switch event {
        case .part(let part): try await begin(part, fields, into: work)
        case .bytes(let bytes) where current == Self.report:
            guard report.count + bytes.count <= Request.longestBody else { throw Problem(.bodyTooLarge) }
            report.append(contentsOf: bytes)
        case .bytes(let bytes): try await files.last?.append(bytes)
        case .partEnd:
            if current == Self.file {
                if files.last?.bytes == 0 { throw Self.refusal(Self.file, .blank) }
                try await files.last?.finish()
            }
            current = nil
        case .end: break
        }
    }

    private mutating func begin(_ part: MultipartPart, _ fields: Fields, into work: UploadWork) async throws {
        switch part.name {
        case Self.file:
            guard files.count < fields.mostFiles else { throw Self.refusal(Self.file, .tooMany) }
            files.append(try await work.newFile())
        case Self.report where fields.hasReport:
            guard !hasReport else { throw Self.refusal(Self.report, .tooMany) }
            guard part.mediaType ?? "application/json" == "application/json" else { throw Problem(.unsupportedMediaType) }
            hasReport = true
        default:
            let name = String(String.UnicodeScalarView(part.name.unicodeScalars.prefix(64)))
            throw Self.refusal(JSONPointer.escape(name), .unknownField)
        }
        current = part.name
    }

    private static func refusal(_ name: String, _ code: FieldErrorCode) -> Problem {
        Problem(.invalidFields, errors: [FieldError("/\(name)", code)])
    }
}
