import Domain
import Testing

@Suite struct SearchWordsTests {
    @Test func wordsAreWithoutMarksAndSigns() {
        #expect(SearchWords("Ổ gà, SÂU: 12/3-A “Thuỵ Khuê”…").words == ["o", "ga", "sau", "12", "3", "a", "thuy", "khue"])
        #expect(SearchWords(" .,; ").words == [])
        #expect(SearchWords(String(repeating: "x", count: 300)).words == [String(repeating: "x", count: 100)])
    }

    @Test func aSyllableHasAnOnsetAndARime() {
        for syllable in ["rac", "thai", "nghieng", "quyen", "giua", "ngo", "o", "y", "khuyu", "duong", "truong", "xoay"] {
            #expect(VietnameseSyllable.isOne(syllable) == (syllable != "khuyu"), "\(syllable)")
        }
        for other in ["", "r", "rca", "conh", "wifi", "duonng", "12", "đa"] { #expect(!VietnameseSyllable.isOne(other), "\(other)") }
    }

    /// One slip in the whole question: the words beside it are as they were written.
    @Test func oneSlipOfTheHandIsForgiven() {
        func isMeant(_ words: String, by typed: String) -> Bool {
            let meant = words.split(separator: " ").map(String.init)
            return SearchWords(typed).likelyQuestions.contains { question in
                question.words.allSatisfy(meant.contains)
                    && (question.either.isEmpty && question.beginnings.isEmpty
                        || question.either.contains { $0.allSatisfy(meant.contains) }
                        || question.beginnings.contains { beginning in meant.contains { $0.hasPrefix(beginning) } })
            }
        }
        for (typed, meant) in [
            ("rac thia", "rac thai"), ("conh cho", "cong cho"), ("matduong", "mat duong"), ("mat du ong", "mat duong"), ("duongg", "duong"),
            ("duon bach mai", "duong bach mai"), ("vinhomse", "vinhomes"), ("cho dong xua", "cho dong xuan"), ("Thụy Khêu", "thuy khue"),
        ] {
            #expect(isMeant(meant, by: typed), "\(typed)")
        }
        for (typed, other) in [("rca thia", "rac thai"), ("12", "13"), ("ga", "da"), ("rac", "duong")] {
            #expect(!isMeant(other, by: typed), "\(typed)")
        }
    }

    @Test func whatIsNoSyllableIsRare() {
        for rare in ["số 3982794", "Vinhomes", "pho bahc mai", "duogn"] { #expect(SearchWords(rare).areRare, "\(rare)") }
        for common in ["mặt đường", "ngõ 12", "3 m", "ổ gà"] { #expect(!SearchWords(common).areRare, "\(common)") }
    }

    /// Each question about what may have been meant has the number, or what goes on from it.
    @Test func longNumbersAreAlwaysMeant() {
        for (text, number) in [("số 3982794", "3982794"), ("39827 duogn bach mai", "39827"), ("ngo 1024 dong ho 10245", "10245")] {
            let words = SearchWords(text)
            #expect(words.haveLongNumber)
            #expect(!words.likelyQuestions.isEmpty)
            #expect(words.likelyQuestions.allSatisfy { $0.words.contains(number) || ($0.beginnings == [number] && $0.either.isEmpty) })
        }
        for text in ["ngõ 1024", "năm 2026", "duogn", "a12345", "ubnd"] { #expect(!SearchWords(text).haveLongNumber) }
    }

    /// What is asked for is bounded, whatever is typed.
    @Test func questionsAreBounded() {
        let nonsense = SearchWords((0..<SearchWords.most).map { _ in "qwrtpsdfgh" }.joined(separator: " "))
        #expect(nonsense.likelyQuestions.count <= 2 * SearchWords.most)
        #expect(nonsense.likelyQuestions.allSatisfy { $0.either.count <= 600 })
    }
}
