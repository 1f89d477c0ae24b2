import RandomTesting
import Testing

@testable import Domain

/// The beginnings of texts in lists.
@Suite struct RedactionBeginningTests {
    /// Whatever the shorter way makes of a text the scan makes of it.
    @Test func aBeginningHidesAllThatTheWholeTextWould() {
        var generator = SplitMix64(seed: 20_261_126)
        let alphabet = Array("0123456789091234 .-+@aAtTmMnđẦ１٣/()[]{},".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &generator) { text.append(alphabet.randomElement(using: &generator) ?? " ") }
            let whole = String(text)
            #expect(Redaction.beginning(of: whole, scalars: 1_000) == Redaction(whole).text, "\(whole)")
        }
    }

    @Test(arguments: PersonalForms.phones + PersonalForms.addresses + PersonalForms.identityNumbers + PersonalForms.plates)
    func everyFormIsHiddenInABeginning(_ form: String) {
        let text = "Gần \(form) đó"
        #expect(Redaction.beginning(of: text, scalars: 1_000) == Redaction(text).text)
        #expect(!Redaction.beginning(of: text, scalars: 1_000).contains(form))
    }

    /// Whole texts and noise, of every length.
    @Test func aBeginningOfAnyTextHidesWhatTheWholeWould() {
        var texts = PersonalTexts(seed: 20_261_127)
        for _ in 0..<2_000 {
            for text in [texts.sample().text, texts.noise(60)] {
                #expect(Redaction.beginning(of: text, scalars: text.unicodeScalars.count) == Redaction(text).text, "\(text)")
            }
        }
    }

    @Test func whatBeginsWithinIsReplacedWhole() {
        let text = "Gọi 0912 345 678 ngay"
        let whole = Redaction(text).text
        #expect(Redaction.beginning(of: text, scalars: 4) == "Gọi ")
        for length in 5...16 {
            #expect(Redaction.beginning(of: text, scalars: length) == whole.replacing(" ngay", with: ""), "\(length)")
        }
        #expect(Redaction.beginning(of: text, scalars: 18) == whole.replacing("ngay", with: "n"))
        #expect(Redaction.beginning(of: "Ổ gà sâu", scalars: 4) == "Ổ gà")
    }
}
