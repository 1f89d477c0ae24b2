import Foundation
import Testing

@testable import JSON

@Suite struct JSONTextTests {
    @Test(
        arguments: [
            .null, 1, -2.5, 1e-7, "", "a\"\\\n\r\t\u{0}\u{1F}/é😀\u{2028}", [], [:], [[], [:]], ["b": 1, "a": [true, .null], "": "x"],
        ] as [JSONValue]
    )
    func whatIsWrittenIsReadAgain(value: JSONValue) throws {
        let text = JSONText.indented(value)
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) }
    }

    @Test func membersKeepTheirOrderAndStandOnLinesOfTheirOwn() {
        #expect(JSONText.indented(["b": [1, 2.0], "a": [:]]) == "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {}\n}")
    }
}
