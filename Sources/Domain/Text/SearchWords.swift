/// The words of a text as they are looked for: without marks and case. `search_words` in the database makes the same of what was reported.
package struct SearchWords: Hashable, Sendable {
    /// How many may be asked for.
    package static let most = 16

    /// None empty; no ASCII but digits and small letters.
    package let words: [String]

    package init(_ text: String) {
        words = SearchKey.folded(text).unicodeScalars.split(whereSeparator: Self.isBetween).map { String($0) }
    }

    /// What somebody has asked for; nil where there is nothing to look for, or too much.
    package init?(asked text: String) {
        guard text.unicodeScalars.count <= ReportQuestion.longest else { return nil }
        self.init(text)
        guard (1...Self.most).contains(words.count) else { return nil }
    }

    /// One after another.
    package var text: String { words.joined(separator: " ") }

    /// Patterns, of which a text fits each that has every word, and of the last at least its beginning.
    package var patterns: [String] {
        words.enumerated().map { number, word in number == words.count - 1 ? "% \(word)%" : "% \(word) %" }
    }

    private static func isBetween(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z": false
        default: scalar.isASCII || !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        }
    }
}
