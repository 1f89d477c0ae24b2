import Testing

@testable import Domain

/// The beginnings of texts in lists.
@Suite struct RedactionBeginningTests {
    /// Whatever the shorter way makes of a text the scan makes of it.
    @Test func aBeginningHidesAllThatTheWholeTextWould() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789091234 .-+@aAnđẦ１٣/(),".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &generator) { text.append(alphabet.randomElement(using: &generator) ?? " ") }
            let whole = String(text)
            #expect(Redaction.beginning(of: whole, scalars: 1_000) == Redaction(whole).text, "\(whole)")
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
