import Domain
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1

/// The answer to what cannot be read as HTTP. It has no head to tell a language or an id, so it has the standard language and an id of
/// its own.
struct FramingFault {
    let head: HTTPResponse
    let body: ByteBuffer
    let requestID: String
    /// When it was found; before it is answered come the answers to what was sent before it.
    let start = ContinuousClock.now

    init(_ error: HTTPParserError) {
        let code: ProblemCode = error == .headerOverflow ? .headersTooLarge : .malformedRequest
        requestID = UUID().uuidString.lowercased()
        let (headers, body) = Problem(code, headers: [.connection: "close"]).rendered(in: .vi, requestID: requestID)
        var fields = headers
        fields[.contentLength] = "\(body.readableBytes)"
        fields[.requestID] = requestID
        SecurityHeaders.add(to: &fields)
        head = HTTPResponse(status: code.status, headerFields: fields)
        self.body = body
    }
}
