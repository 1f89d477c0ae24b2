/// The words of a text as they are looked for: without marks and case. `search_words` in the database makes the same of what was reported.
package struct SearchWords: Hashable, Sendable {
    /// How many may be asked for.
    package static let most = 16
    /// Letters of a word that are compared.
    package static let longest = 100

    /// None empty; no ASCII but digits and small letters.
    package let words: [String]

    package init(_ text: String) {
        words = SearchKey.folded(text).unicodeScalars.split(whereSeparator: Self.isBetween).map { String($0.prefix(Self.longest)) }
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

/// What a text has to say: each of some words, and besides one of several things, if any are named.
package struct WordQuestion: Hashable, Sendable {
    package let words: [String]
    /// A word that begins with one of these and goes on.
    package var beginnings: [String] = []
    /// Or all words of one of these.
    package var either: [[String]] = []

    package init(words: [String], beginnings: [String] = [], either: [[String]] = []) {
        self.words = words
        self.beginnings = beginnings
        self.either = either
    }
}

extension SearchWords {
    /// Whether one of them is likely to be in few texts: no syllable, but a longer number, a name from elsewhere, a slip of the hand. Some are
    /// in many, such as abbreviations of offices.
    package var areRare: Bool { words.contains { $0.unicodeScalars.count > 2 && !VietnameseSyllable.isOne($0) } }

    /// Whether one of them is a number longer than those of houses and years. Few texts have it, or one that goes on from it, and no slip is
    /// looked for in it: so what may have been meant is as rare.
    package var haveLongNumber: Bool {
        words.contains { word in word.unicodeScalars.count > 4 && word.unicodeScalars.allSatisfy { ("0"..."9").contains($0) } }
    }

    /// Every word.
    package var question: WordQuestion { WordQuestion(words: words) }

    /// What may have been meant where nothing says every word: the last one is not written to its end, or one slip of the hand is in it all:
    /// a letter too many, too few, another or in its neighbour's place, or a blank.
    package var likelyQuestions: [WordQuestion] {
        var questions: [WordQuestion] = []
        for (place, word) in words.enumerated() {
            var others = words
            others.remove(at: place)
            let slips = WordSlips(of: word)
            let mayGoOn = place == words.count - 1 && word.unicodeScalars.count >= Self.shortestBeginning
            if mayGoOn || !slips.meant.isEmpty {
                questions.append(WordQuestion(words: others, beginnings: mayGoOn ? [word] : [], either: slips.meant))
            }
            guard place + 1 < words.count else { continue }
            let joined = word + words[place + 1]
            guard VietnameseSyllable.isOne(joined) else { continue }
            others[place] = joined
            questions.append(WordQuestion(words: others))
        }
        return questions
    }

    /// Fewer letters are the beginning of too much.
    private static let shortestBeginning = 3
}
