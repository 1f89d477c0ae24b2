import Foundation
import Testing

@Suite struct BadJSONTests {
    /// A good report, to be damaged.
    static let report = #"{"category":"road.pothole","description":"Hố","location":{"lat":21.039446,"lon":105.836365}}"#

    static let damaged: [[UInt8]] = [
        bytes(""), bytes(" \n"), bytes("{"), bytes(report.dropLast()), bytes(report + "}"), bytes(report + report), bytes(report + ","),
        bytes(report.replacing("\"", with: "'")), bytes(report.replacing("}}", with: ",}}")), bytes("// x\n" + report), bytes("nul"),
        bytes(report.replacing("Hố", with: "H\u{0}")), bytes(report.replacing("Hố", with: "a\nb")),
        bytes(report.replacing("Hố", with: "\\x")),
        bytes(report.replacing("Hố", with: "\\uD800")), bytes(report.replacing("Hố", with: "\\uDC00\\uD800")),
        // Names that are equal, also when one of them is written with an escape, and further down.
        bytes(report.replacing(#"{"category""#, with: #"{"category":"road","category""#)),
        bytes(report.replacing(#"{"category""#, with: #"{"c\u0061tegory":"road","category""#)),
        bytes(report.replacing(#"{"lat""#, with: #"{"lat":1,"lat""#)),
        // Marks of byte order, and other encodings with and without one.
        [0xEF, 0xBB, 0xBF] + bytes(report), [0xFE, 0xFF] + utf16(report).map(\.bigEndian).bytes,
        [0xFF, 0xFE] + utf16(report).bytes, utf16(report).bytes, utf16(report).map(\.bigEndian).bytes,
        Array(report.unicodeScalars.flatMap { [UInt8(truncatingIfNeeded: $0.value), 0, 0, 0] }),
        // No UTF-8: Latin-1, overlong, a surrogate, cut off.
        bytes(#"{"description":""#) + [0xE9] + bytes(#""}"#), bytes(#"{"description":""#) + [0xC0, 0xAF] + bytes(#""}"#),
        bytes(#"{"description":""#) + [0xED, 0xA0, 0x80] + bytes(#""}"#), bytes(#"{"description":""#) + [0xF0, 0x9F] + bytes(#""}"#),
        // Too deep, closed or not.
        nested("[", "]", 33), nested("[", "]", 30_000), nested("[", "", 60_000), nested(#"{"a":"#, "", 10_000),
    ]

    @Test func whatIsNoJSONIsRefused() async throws {
        try await APITest.runWithoutChange { api in
            for (index, body) in Self.damaged.enumerated() {
                let answer = try await api.file(bytes: body)
                #expect(answer.status == 400, "\(index)")
                #expect(answer.string("code") == "malformed_json", "\(index)")
            }
        }
        try await APITest.run { api in
            let whole = try await api.file(bytes: Self.bytes(Self.report))
            #expect(whole.status == 201)
        }
    }

    @Test(arguments: ["[]", "null", "1", "\"x\"", "true", "[{}]"])
    func whatIsNoObjectIsRefused(body: String) async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.file(bytes: Self.bytes(body))
            #expect(answer.status == 422)
            #expect(answer.refusals == [" wrong_type"])
        }
    }

    @Test func aBodyMayHaveSixtyFourKilobytesAndNoMore() async throws {
        try await APITest.run { api in
            let padding = String(repeating: " ", count: 64 * 1024 - Self.report.utf8.count)
            #expect(try await api.file(bytes: Self.bytes(Self.report + padding)).status == 201)
            let rows = try await api.rowCounts()
            for more in [1, 1_000_000] {
                let answer = try await api.file(bytes: Self.bytes(Self.report + padding + String(repeating: " ", count: more)))
                #expect(answer.status == 413)
                #expect(answer.string("code") == "body_too_large")
            }
            #expect(try await api.rowCounts() == rows)
        }
    }

    @Test(arguments: [
        "", "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
        "application/problem+json", "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/jsonp", "json",
        "*/*",
    ])
    func otherMediaTypesAreRefused(type: String) async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.file(bytes: Self.bytes(Self.report), type: type)
            #expect(answer.status == 415)
            #expect(answer.string("code") == "unsupported_media_type")
        }
    }

    @Test(arguments: ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=\"UTF-8\""])
    func spellingsOfJSONAreTaken(type: String) async throws {
        try await APITest.run { api in
            let answer = try await api.file(bytes: Self.bytes(Self.report), type: type)
            #expect(answer.status == 201)
        }
    }

    private static func bytes(_ text: some StringProtocol) -> [UInt8] { Array(text.utf8) }
    private static func utf16(_ text: String) -> [UInt16] { text.utf16.map(\.littleEndian) }
    private static func nested(_ opening: String, _ closing: String, _ depth: Int) -> [UInt8] {
        bytes(String(repeating: opening, count: depth) + String(repeating: closing, count: depth))
    }
}

extension [UInt16] {
    fileprivate var bytes: [UInt8] { flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] } }
}
