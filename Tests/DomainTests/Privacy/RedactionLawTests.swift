import Domain
import RandomTesting
import Testing

/// What holds for every text, tried on random ones.
@Suite struct RedactionLawTests {
    /// Personal data strewn into text without any: all of them are found, and what stands around them stays.
    @Test func everythingHiddenInATextIsFound() {
        for seed in randomCases(4_000, usually: 1_000) {
            var random = PersonalTexts(seed: UInt64(seed))
            let sample = random.sample()
            let redaction = Redaction(sample.text)
            #expect(redaction.text == sample.redacted, "seed \(seed): \(sample.text)")
        }
    }

    @Test func aRedactedTextStaysAsItIs() {
        for seed in randomCases(4_000, usually: 1_000) {
            var random = PersonalTexts(seed: UInt64(seed))
            for text in [random.sample().text, random.noise(150)] {
                let once = Redaction(text).text
                #expect(Redaction(once).spans == [], "seed \(seed): \(text.debugDescription) → \(once.debugDescription)")
            }
        }
    }

    @Test func spansTellWhatWasReplaced() {
        for seed in randomCases(4_000, usually: 1_000) {
            var random = PersonalTexts(seed: UInt64(seed))
            let text = random.noise(300)
            let scalars = Array(text.unicodeScalars)
            var end = 0
            for span in Redaction(text).spans {
                #expect(span.range.lowerBound >= end && span.range.upperBound <= scalars.count && !span.range.isEmpty, "seed \(seed)")
                end = span.range.upperBound
            }
        }
    }

    /// Twice the text takes about twice the time: at most four times here, where quadratic work would take a thousand times.
    @Test(arguments: [
        "0", "0 ", "0.", "09", "@", "a@", "a.", "a@b.", "(at)", "29A", "29A-", "HN-26-", "+", "+84", "\u{301}", "0\u{200B}", "TM 12-", "1/",
        "０",
        "\u{1F468}\u{200D}", "001 ", "123456789d",
    ])
    func noTextTakesLong(_ part: String) {
        let clock = ContinuousClock()
        func best(_ copies: Int) -> Duration {
            let text = String(repeating: part, count: copies)
            return (0..<3).map { _ in clock.measure { _ = Redaction(text) } }.min() ?? .zero
        }
        let (short, long) = (best(200), best(200 * 32))
        #expect(long < max(short, .milliseconds(1)) * 32 * 8, "\(part): \(short), \(long)")
    }
}

/// Random texts, with and without personal data.
struct PersonalTexts {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// A text and what is to become of it.
    mutating func sample() -> (text: String, redacted: String) {
        var (text, redacted) = ("", "")
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            if Bool.random(using: &random) {
                let words = Self.phrases.randomElement(using: &random) ?? ""
                text += words
                redacted += words
            } else {
                let (datum, placeholder) = datum()
                text += datum
                redacted += placeholder
            }
            let gap = [" ", ", ", ". ", "; ", "\n", " – ", " / ", ") (", ": "].randomElement(using: &random) ?? " "
            // Side by side and apart by a space alone, a number's end and the next one's beginning may make a third.
            let word = ["và", "hoặc", "của", "gần"].randomElement(using: &random) ?? ""
            text += gap + word + gap
            redacted += gap + word + gap
        }
        return (text, redacted)
    }

    /// Scalars of every kind in any order, those that scanners look at more often.
    mutating func noise(_ count: Int) -> String {
        var text = String.UnicodeScalarView()
        let marks = Array("0123456789０９٣.-/+() @aATMtĐđ_,\u{301}\u{200B}\u{200D}\u{20E3}–\n".unicodeScalars)
        for _ in 0..<count {
            if Int.random(in: 0..<10, using: &random) > 0 {
                text.append(marks[Int.random(in: 0..<marks.count, using: &random)])
            } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) {
                text.append(scalar)
            }
        }
        return String(text)
    }

    private mutating func datum() -> (String, String) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return (phone(), "[đã ẩn số điện thoại]")
        case 1: return (email(), "[đã ẩn email]")
        case 2: return (identityNumber(), "[đã ẩn số giấy tờ]")
        default: return (plate(), "[đã ẩn biển số]")
        }
    }

    private mutating func phone() -> String {
        let national = Bool.random(using: &random) ? pick("35789") + digits(8) : pick(["24", "28", "225", "236"]) + digits(8)
        let body = String(national.prefix(national.hasPrefix("2") ? 10 : 9))
        let prefix = pick(["0", "+84", "+84 ", "(+84) ", "0084", "84"])
        guard Bool.random(using: &random) else { return wide(prefix + body) }
        let mark = pick([" ", ".", "-", "–", "\u{A0}"])
        if prefix == "0" { return wide(grouped("0" + body, mark)) }
        return wide(prefix + (prefix.hasSuffix(" ") ? "" : mark) + grouped(body, mark))
    }

    private mutating func grouped(_ digits: String, _ mark: String) -> String {
        let sizes =
            switch digits.count {
            case 10: pick([[4, 3, 3], [3, 3, 4], [4, 6], [2, 2, 2, 2, 2], [3, 7]])
            case 11: [3, 4, 4]
            default: [3, 3, 3]
            }
        var (parts, rest) = ([String](), digits[...])
        for size in sizes {
            parts.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return (parts + (rest.isEmpty ? [] : [String(rest)])).joined(separator: mark)
    }

    private mutating func email() -> String {
        pick(["thu", "nguyen.van.a", "a_b", "x+y", "tên"]) + digits(Int.random(in: 0...4, using: &random)) + pick(["@", "＠", " @ "])
            + pick(["example.com", "mail.example.vn", "x-y.example.com.vn"])
    }

    private mutating func identityNumber() -> String {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "0" + pick(["01", "26", "34", "79"]) + digits(9)
        case 1: return "0" + pick(["01", "36"]) + " " + digits(3) + " " + digits(3) + " " + digits(3)
        case 2: return pick("0123") + digits(8)
        default: return "0" + digits(2) + "." + digits(3) + "." + digits(3)
        }
    }

    private mutating func plate() -> String {
        let province = pick(["29", "30", "31", "33", "40", "80", "99", "15"])
        let number = Bool.random(using: &random) ? digits(3) + "." + digits(2) : digits(5)
        let series = pick(["A", "H", "LD", "E", "K"])
        return wide(
            pick([
                "\(province)\(series)-\(number)", "\(province)\(series) \(number)", "\(province)\(series)1-\(number)",
                "\(province)-\(series)1 \(number)",
                "\(province)\(series)\(number)",
            ])
        )
    }

    /// One in four in full-width forms.
    private mutating func wide(_ text: String) -> String {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return text }
        var wide = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            wide.append(isPlain ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar)
        }
        return String(wide)
    }

    private mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
    }

    private mutating func pick(_ characters: String) -> String { characters.randomElement(using: &random).map(String.init) ?? "" }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

    private static let phrases = [
        "Ổ gà sâu trước cổng chợ", "đường 70 ngập", "QL32 hỏng", "số 12 ngõ 34/56", "vành đai 3", "tổng đài 1022", "gọi 113",
        "ngày 25/11/2026",
        "lúc 07:30", "giá 1.500.000 đồng", "dài 25 m", "mã HN-26-7K3F9Q-3", "phường 00004", "rác chất đống", "Đèn đường tắt",
        "xe tải đi đêm",
        "nước bẩn", "cột số 45", "nhà 12A", "khu 3",
    ]
}
