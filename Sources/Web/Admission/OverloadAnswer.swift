import Domain
import HTTPTypes
import NIOCore

/// The answer to a request there is no room for, ready but for the request's name: at four times the capacity it is the answer to three
/// requests of four, and making it anew took as long as sending it.
struct OverloadAnswer: Sendable {
    /// Stands in the body where the request's name goes.
    private static let mark = "\u{1}"

    private let headers: HTTPFields
    private let before: ByteBuffer
    private let after: ByteBuffer

    init(in language: Language) {
        let (headers, body) = Problem.noRoom.rendered(in: language, requestID: Self.mark)
        var fields = headers
        SecurityHeaders.add(to: &fields)
        self.headers = fields
        // As the JSON of the mark has it.
        let parts = String(buffer: body).split(separator: "\\u0001", omittingEmptySubsequences: false)
        before = ByteBuffer(substring: parts[0])
        after = ByteBuffer(substring: parts[1])
    }

    /// `isLast`: the connection is to be closed after it.
    func answer(requestID: String, isLast: Bool) -> (HTTPResponse, ByteBuffer) {
        var body = before
        body.writeString(requestID)
        body.writeImmutableBuffer(after)
        var fields = headers
        fields[.retryAfter] = "\(Int.random(in: Problem.noRoomRetryAfter))"
        fields.append(HTTPField(name: .contentLength, value: "\(body.readableBytes)"))
        fields.append(HTTPField(name: .requestID, value: requestID))
        if isLast { fields.append(HTTPField(name: .connection, value: "close")) }
        return (HTTPResponse(status: ProblemCode.overloaded.status, headerFields: fields), body)
    }
}
