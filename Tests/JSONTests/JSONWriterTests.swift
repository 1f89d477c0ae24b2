import Foundation
import Testing

@testable import JSON

@Suite struct JSONWriterTests {
    private struct Sample: JSONWritable {
        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("text", "a\"\\\n\u{1}đ😀")
                json.member("absent", String?.none)
                json.nullable("empty", Int?.none)
                json.array("none", [Int]())
                json.array("some", [List([1]), List([2, 3])])
                json.dictionary("named", [("x/y", 1.5), ("\"", 8)])
                json.member("yes", true)
            }
        }
    }

    private struct List<Element: JSONWritable>: JSONWritable {
        let elements: [Element]

        init(_ elements: [Element]) {
            self.elements = elements
        }

        func write(to json: inout JSONWriter) {
            json.array(elements)
        }
    }

    @Test func membersStandInTheirOrder() {
        #expect(
            JSONWriter.text(Sample())
                == #"{"text":"a\"\\\n\u0001đ😀","empty":null,"none":[],"some":[[1],[2,3]],"named":{"x/y":1.5,"\"":8},"yes":true}"#
        )
    }

    /// Foundation reads every text, and finds it unchanged.
    @Test func everyScalarSurvives() throws {
        let scalars = (0...0x10FFFF).lazy.compactMap(Unicode.Scalar.init).filter { $0.value < 0x3000 || $0.value % 977 == 0 }
        let text = String(String.UnicodeScalarView(scalars))
        let read = try JSONDecoder().decode([String].self, from: Data(JSONWriter.bytes(List([text]))))
        #expect(read[0].utf8.elementsEqual(text.utf8))
        #expect(try JSONParser.parse(JSONWriter.bytes(List([text]))) == .array([.string(text)]))
    }

    @Test(arguments: [
        0, -0.0, 1, 21.028511, 105.804817, -7.25, 1e21, 1e-7, 9_007_199_254_740_992, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ])
    func numbersReadAsTheSame(number: Double) throws {
        #expect(try JSONDecoder().decode([Double].self, from: Data(JSONWriter.bytes(List([number])))) == [number])
    }

    @Test func whatIsNoNumberIsNull() {
        #expect(JSONWriter.text(List([Double.nan, .infinity])) == "[null,null]")
        #expect(JSONWriter.text(List([8.0, 1e15])) == "[8,1000000000000000]")
    }

    /// As Foundation has them, but for the case of letters.
    @Test func idsAreInLowerCase() {
        let ids = (0..<1_000).map { _ in UUID() } + [UUID(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 127, 128, 255))]
        #expect(JSONWriter.text(List(ids)) == "[" + ids.map { "\"\($0.uuidString.lowercased())\"" }.joined(separator: ",") + "]")
        #expect(JSONWriter.text(List(ids.suffix(1))) == #"["00010203-0405-0607-0809-0a0b0c7f80ff"]"#)
    }
}
