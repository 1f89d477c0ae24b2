import Logging
import RandomTesting
import Testing

@testable import Telemetry

@Suite("Hostile text in log lines")
struct HostileLogTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `any text in any place gives one line that reads back`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let texts = (0..<6).map { _ in random.hostileText(length: 60) }
        let logged = try loggedLines(label: texts[0]) {
            $0.info(
                "\(texts[1])",
                metadata: ["key": .string(texts[2]), "list": [.string(texts[3])], "nested": [texts[4]: .string(texts[5])]]
            )
        }
        #expect(logged.count == 1)
        let object = try object(logged[0])
        let metadata = try #require(object["metadata"] as? [String: Any])
        let nested = try #require(metadata["nested"] as? [String: String])
        let read = [
            object["label"], object["message"], metadata["key"], (metadata["list"] as? [Any])?.first, nested.keys.first,
            nested.values.first,
        ]
        for (text, value) in zip(texts, read) {
            let value = try #require(value as? String)
            #expect(Array(value.unicodeScalars) == Array(text.unicodeScalars))
        }
    }

    @Test func `nothing a terminal or another line reader would act on is written raw`() throws {
        let everyScalar = (0...0x3000).compactMap { (code: UInt32) in Unicode.Scalar(code) }
        let logged = try everyScalar.flatMap { scalar in try loggedLines { $0.info("\(scalar)") } }
        #expect(logged.count == everyScalar.count)
        let forbidden: Set<Unicode.Scalar> = Set((Array(0...0x1F) + Array(0x7F...0x9F)).map { (code: UInt8) in Unicode.Scalar(code) })
            .union(["\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200F}"])
        for line in logged {
            #expect(forbidden.isDisjoint(with: String(decoding: line, as: UTF8.self).unicodeScalars))
        }
    }

    @Test(arguments: ["a", "ệ", "😀", "\0", "\"", "e\u{301}\u{301}"])
    func `a long value is cut between scalars and marked`(unit: String) throws {
        let text = String(repeating: unit, count: 20_000)
        let logged = try loggedLines { $0.info("\(text)", metadata: ["other": "whole"]) }
        #expect(logged[0].count < 8_192 + 400)
        let object = try object(logged[0])
        let message = try #require(object["message"] as? String)
        let kept = message.unicodeScalars.dropLast(LogLine.mark.unicodeScalars.count)
        #expect(message.hasSuffix(LogLine.mark))
        #expect(Array(kept) == Array(text.unicodeScalars.prefix(kept.count)))
        #expect(kept.count >= 1_024)
        #expect(object["metadata"] as? [String: String] == ["other": "whole"])
    }

    @Test func `one value without end is cut too`() throws {
        let oneCharacter = "e" + String(repeating: "\u{301}", count: 100_000)
        let logged = try loggedLines { $0.info("m", metadata: ["k": .stringConvertible(oneCharacter)]) }
        let metadata = try #require(try object(logged[0])["metadata"] as? [String: String])
        #expect(metadata["k"]?.unicodeScalars.suffix(3) == "ed]".unicodeScalars.suffix(3))
        #expect(logged[0].count < 9_000)
    }

    @Test func `many and deep values stay under what journald takes as one line`() throws {
        let long = Logger.MetadataValue.string(String(repeating: "\u{1}", count: 9_000))
        let many = Dictionary(uniqueKeysWithValues: (0..<1_000).map { ("key\($0)" + String(repeating: "\u{1}", count: 2_000), long) })
        var deep = Logger.MetadataValue.string("bottom")
        for level in 0..<2_000 { deep = level.isMultiple(of: 2) ? [deep] : ["in": deep] }
        for metadata in [
            many, ["list": .array(Array(repeating: long, count: 1_000))], ["deep": deep], ["a": long, "b": .dictionary(many)],
        ] {
            let logged = try loggedLines { $0.info("\(long)", metadata: metadata) }
            #expect(logged.count == 1)
            #expect(logged[0].count < 48 * 1_024)
            let line = try object(logged[0])
            #expect(line["metadata"] != nil)
            #expect(String(decoding: logged[0].suffix(100), as: UTF8.self).contains(LogLine.mark))
        }
    }
}
