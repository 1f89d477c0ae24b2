import Domain
import RandomTesting
import Testing

struct ReportCodeTests {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    /// The places of the code that carry information: year, random part, check character.
    private static let places = [3, 4, 6, 7, 8, 9, 10, 11, 13]

    private static func codes(_ count: Int) -> [ReportCode] {
        var random = SplitMix64(seed: 10)
        return (0..<count).map { _ in ReportCode(filedAt: hanoi("2026-06-01 09:00"), using: &random) }
    }

    @Test func hasItsForm() throws {
        for code in Self.codes(200) {
            let text = Array(code.description)
            #expect(code.description.hasPrefix("HN-26-") && text.count == 14 && text[5] == "-" && text[12] == "-")
            #expect(Self.places.allSatisfy { Self.alphabet.contains(text[$0]) })
            #expect(ReportCode.read(code.description) == .code(code))
        }
        #expect(Set(Self.codes(2_000)).count == 2_000)
    }

    @Test func theYearIsThatOfHanoi() {
        var random = SplitMix64(seed: 11)
        let eve = hanoi("2026-12-31 23:59")
        #expect(ReportCode(filedAt: eve, using: &random).description.hasPrefix("HN-26-"))
        #expect(ReportCode(filedAt: eve.adding(seconds: 60), using: &random).description.hasPrefix("HN-27-"))
        #expect(ReportCode(filedAt: hanoi("2105-01-01 00:00"), using: &random).description.hasPrefix("HN-05-"))
    }

    @Test func catchesEverySubstitution() {
        var missed: [String] = []
        for code in Self.codes(200) {
            for place in Self.places {
                var text = Array(code.description)
                let original = text[place]
                for character in Self.alphabet where character != original {
                    text[place] = character
                    let reading = ReportCode.read(String(text))
                    let isYear = place < 6 && !character.isNumber
                    if reading != (isYear ? .malformed : .wrongCheckDigit) { missed.append(String(text)) }
                }
            }
        }
        #expect(missed.isEmpty)
    }

    @Test func catchesEverySwap() {
        var missed: [String] = []
        for code in Self.codes(1_000) {
            for one in Self.places {
                for other in Self.places where other > one {
                    var text = Array(code.description)
                    text.swapAt(one, other)
                    if case .code(let read) = ReportCode.read(String(text)), read != code { missed.append(String(text)) }
                    if text != Array(code.description), case .code = ReportCode.read(String(text)) { missed.append(String(text)) }
                }
            }
        }
        #expect(missed.isEmpty)
    }

    /// By the definition instead of Horner's rule: products in GF(32) by shift and reduction.
    @Test func theWeightedSumIsZero() throws {
        for code in Self.codes(200) {
            let text = Array(code.description)
            let sum = try Self.places.reversed().enumerated().reduce(0) { sum, place in
                let value = try #require(Self.alphabet.firstIndex(of: text[place.element]))
                return sum ^ Self.product(Self.power(of: 2, place.offset), value)
            }
            #expect(sum == 0)
        }
        #expect(Set((0..<31).map { Self.power(of: 2, $0) }).count == 31)
    }

    private static func product(_ one: Int, _ other: Int) -> Int {
        var result = (0..<5).reduce(0) { $0 ^ (other >> $1 & 1 == 1 ? one << $1 : 0) }
        for bit in stride(from: 9, through: 5, by: -1) where result >> bit & 1 == 1 { result ^= 0b10_0101 << (bit - 5) }
        return result
    }

    private static func power(of base: Int, _ exponent: Int) -> Int {
        (0..<exponent).reduce(1) { value, _ in product(value, base) }
    }

    @Test func isReadLeniently() throws {
        let code = try #require(Self.codes(4_000).first { $0.description.contains("0") && $0.description.dropFirst(6).contains("1") })
        let text = code.description
        let compact = text.replacing("-", with: "")
        let forms = [
            text.lowercased(), compact, compact.lowercased(), " \(text)\n", text.replacing("-", with: " "), text.replacing("-", with: "–"),
            text.replacing("0", with: "O"), text.replacing("0", with: "o"), text.replacing("1", with: "I"), text.replacing("1", with: "l"),
            String(compact.dropFirst(2)), String(text.dropFirst(3)), "hn \(compact.dropFirst(2))",
            compact.map(String.init).joined(separator: " "),
        ]
        for form in forms { #expect(ReportCode.read(form) == .code(code), "\(form)") }
    }

    @Test(arguments: [
        "", "HN", "HN-26", "HN-26-7K3F9Q", "HN-26-7K3F9Q-44", "HN-2A-7K3F9Q-4", "HN-26-7K3F9U-4", "HN-26-7K3F9*-4", "HN-26-７K3F9Q-4",
        "XX-26-7K3F9Q-4",
        "H-26-7K3F9Q-4", "HN_26_7K3F9Q_4", "HN-26-7K3F9Đ-4", "' OR 1=1 --", String(repeating: "-", count: 100_000),
    ])
    func tellsWhatIsNoCode(text: String) {
        #expect(ReportCode.read(text) == .malformed)
    }
}
