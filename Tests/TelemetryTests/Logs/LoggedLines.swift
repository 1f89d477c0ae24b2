import Foundation
import Logging
import Testing

@testable import Telemetry

/// The lines that `body` logs, as bytes without their line feeds. Bounded by what a pipe holds, 64 KB.
func loggedLines(
    label: String = "test",
    provider: Logger.MetadataProvider? = nil,
    _ body: (Logger) -> Void
) throws -> [[UInt8]] {
    let pipe = try LinePipe()
    let buffer = LogBuffer(LogOutput(descriptor: pipe.writingEnd))
    body(Logger(label: label, factory: { JSONLogHandler(label: $0, level: .trace, metadataProvider: provider, buffer: buffer) }))
    buffer.flush()
    pipe.closeWritingEnd()
    return try lines(of: pipe.readToEnd())
}

/// Splits at line feeds, of which the last byte must be one.
func lines(of bytes: [UInt8]) throws -> [[UInt8]] {
    if bytes.isEmpty { return [] }
    try #require(bytes.last == UInt8(ascii: "\n"))
    return bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
}

/// A JSON object by a parser that is not ours.
func object(_ line: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
}
