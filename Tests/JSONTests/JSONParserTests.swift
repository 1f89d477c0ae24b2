import Foundation
import RandomTesting
import Testing

@testable import JSON

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" [ ] ", .array([])), ("{}", .object([])), ("-0", .integer(0)), ("1.0", .number(1)), ("1e2", .number(100)),
            (#""a\u0062\uD83D\uDE00\n""#, .string("ab😀\n")), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            (#"{"a":[true,false]}"#, .object([.init(name: "a", value: .array([.boolean(true), .boolean(false)]))])),
        ] as [(String, JSONValue)]
    )
    func documentsAreRead(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "--1", "'a'", "\"a", "\"\\x\"", "\"\t\"", "[1 2]", "{a:1}",
        "1 1",
        "\"\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\u12\"", "NaN", "Infinity", "1e400", "{\"a\":1,\"a\":2}", "{\"\\u0061\":1,\"a\":2}", "[",
        "{\"a\"",
    ])
    func othersAreRefused(text: String) {
        #expect(throws: MalformedJSON.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    /// Names that are canonically equivalent but not the same bytes are two names.
    @Test func equivalentNamesAreNotTheSame() throws {
        #expect(throws: Never.self) { try JSONParser.parse(Array("{\"\u{1EA1}\":1,\"a\u{323}\":2}".utf8)) }
    }

    @Test func nestingEndsAtThirtyTwo() {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        #expect(throws: Never.self) { try JSONParser.parse(nested(32)) }
        #expect(throws: MalformedJSON(reason: .tooDeep, offset: 32)) { try JSONParser.parse(nested(33)) }
    }

    /// On random documents, whole and damaged, Foundation's reader is the oracle: whatever we take it takes too, with the same meaning.
    @Test func foundationAgreesOnRandomDocuments() throws {
        var generator = SplitMix64(seed: 20_261_123)
        var taken = 0
        for _ in 0..<5_000 {
            var bytes = Array(Self.document(depth: 4, &generator).utf8)
            if Bool.random(using: &generator), let index = bytes.indices.randomElement(using: &generator) {
                bytes[index] = UInt8.random(in: 0x20...0x7E, using: &generator)
            }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            taken += 1
            let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(Self.same(value, theirs), "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(taken > 2_500)
    }

    private static func document(depth: Int, _ generator: inout SplitMix64) -> String {
        switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return ["null", "true", "false"].randomElement(using: &generator) ?? "null"
        case 1: return "\(Int.random(in: -1_000_000...1_000_000, using: &generator))"
        case 2: return "\(Double.random(in: -1...1, using: &generator))"
        case 3: return #""phố \u00e0 \"x\" \\ ""#
        case 4: return "\"\(UInt64.random(in: 0...9_999, using: &generator))\""
        case 5: return "[" + (0..<3).map { _ in document(depth: depth - 1, &generator) }.joined(separator: " , ") + "]"
        default: return "{" + (0..<3).map { "\"k\($0)\":" + document(depth: depth - 1, &generator) }.joined(separator: ",") + "}"
        }
    }

    private static func same(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch (ours, theirs) {
        case (.null, is NSNull): true
        case (.boolean(let value), let number as NSNumber): value == number.boolValue
        case (.integer(let value), let number as NSNumber): value == number.intValue
        // Foundation goes by way of a decimal number and is a few units in the last place off.
        case (.number(let value), let number as NSNumber): abs(value - number.doubleValue) <= abs(value) * 1e-14
        case (.string(let value), let text as String): value == text
        case (.array(let values), let list as [Any]): values.count == list.count && zip(values, list).allSatisfy(same)
        case (.object(let members), let object as [String: Any]):
            members.count == object.count && members.allSatisfy { member in object[member.name].map { same(member.value, $0) } ?? false }
        default: false
        }
    }
}
