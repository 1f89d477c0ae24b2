import Domain
import Foundation
import Testing

struct FreeTextTests {
    private let rule = FreeTextRule(maxScalars: 40, maxBytes: 60)
    private let name = FreeTextRule(maxScalars: 40, maxBytes: 60, allowsLines: false)

    @Test(arguments: [
        ("  Ổ gà\t sâu \n", "Ổ gà\t sâu"), ("một\r\nhai\rba\u{2028}bốn\n\r\nnăm", "một\nhai\nba\nbốn\n\nnăm"),
        ("\u{FEFF}rác\u{200B}", "rác"), ("gọi \u{202A}0912\u{202C} \u{202D}345\u{202C}\u{2068}!\u{2069}", "gọi 0912 345!"),
        ("Nguyễn", "Nguyễn"), ("Nguye\u{302}\u{303}n", "Nguyễn"), ("❤️", "❤️"), ("a\u{200D}b", "a\u{200D}b"), ("\r\r\n\na", "a"),
    ])
    func givesTheTextToStore(raw: String, stored: String) throws {
        #expect(Array(try rule.check(raw).unicodeScalars) == Array(stored.unicodeScalars))
    }

    @Test func refusesControlsBidiAndNoncharacters() {
        let controls = Array(0x00...0x08) + Array(0x0B...0x0C) + Array(0x0E...0x1F) + Array(0x7F...0x9F)
        let noncharacters = Array(0xFDD0...0xFDEF) + [0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]
        for value in controls + noncharacters { #expect(refusal(of: value) == .controlCharacter, "\(value)") }
        #expect(refusal(of: 0x202E) == .bidiCharacter)
        for value in [0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x200E, 0x200F, 0xFFFD] { #expect(refusal(of: value) == nil, "\(value)") }
    }

    private func refusal(of value: Int) -> FreeTextError? {
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return .blank }
        do throws(FreeTextError) {
            _ = try rule.check("a\(scalar)b")
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["", " ", "\n\t\r\n", "\u{200B}\u{2060}", "\u{3164}", "\u{200D}\u{FE0F}", "\u{A0}\u{3000}"])
    func refusesBlanks(raw: String) {
        #expect(throws: FreeTextError.blank) { try rule.check(raw) }
    }

    @Test func limitsScalarsAndBytesOfTheStoredText() throws {
        #expect(try rule.check(String(repeating: "a", count: 40)).count == 40)
        #expect(try rule.check("  " + String(repeating: "a", count: 40) + "\r\n").count == 40)
        #expect(throws: FreeTextError.tooLong) { try rule.check(String(repeating: "a", count: 41)) }
        #expect(try rule.check(String(repeating: "ệ", count: 20)).utf8.count == 60)
        #expect(throws: FreeTextError.tooLong) { try rule.check(String(repeating: "ệ", count: 21)) }
        // Decomposed it has 100 bytes, stored 60.
        #expect(try rule.check(String(repeating: "e\u{323}\u{302}", count: 20)).utf8.count == 60)
        // One Character, 200,001 bytes.
        #expect(throws: FreeTextError.tooLong) { try rule.check("a" + String(repeating: "\u{301}", count: 100_000)) }
    }

    @Test(arguments: ["Nguyễn\nVăn A", "a\tb", "a\u{2029}b", "a\rb"])
    func namesAreSingleLines(raw: String) {
        #expect(throws: FreeTextError.controlCharacter) { try name.check(raw) }
    }

    /// Form C is not computed for texts of these letters: alone, after and before any other of them they are in it.
    @Test func lettersTakenForComposedAre() {
        let letters = (Array(0x20...0x7E) + Array(0xA0...0x2FF) + Array(0x1E00...0x1EFF)).compactMap(Unicode.Scalar.init)
        for (index, first) in letters.enumerated() {
            let second = letters[(index * 7 + 3) % letters.count]
            let text = "\(first)\(second)\(first)"
            #expect(Array(text.precomposedStringWithCanonicalMapping.unicodeScalars) == [first, second, first], "\(first.value)")
        }
    }

    @Test func stableCodes() {
        #expect(FreeTextError.allCases.map(\.rawValue) == ["too_long", "control_character", "bidi_character", "blank"])
    }
}
