/// The code people know a report by, `HN-26-7K3F9Q-3`: city, Hanoi year of filing, six random characters,
/// a check character.
///
/// Characters are Crockford's base 32, which has no I, L, O, U. Read as numbers below 32, the year's two
/// digits, the six characters and the check character are elements x₈ … x₀ of
/// GF(32) = GF(2)[α] / (α⁵ + α² + 1), and a code is right when
///
///     α⁸·x₈ + α⁷·x₇ + … + α·x₁ + x₀ = 0.
///
/// α generates all 31 non-zero elements, so the nine weights are distinct and none is zero. Changing one
/// character by d adds αⁱ·d ≠ 0; swapping two different ones adds (αⁱ + αʲ)·(xᵢ + xⱼ) ≠ 0. Hence every single
/// substitution and every swap of two characters, neighbours or not, is caught.
package struct ReportCode: Hashable, Sendable, CustomStringConvertible {
    /// What a text read as a code turns out to be.
    package enum Reading: Hashable, Sendable {
        case code(ReportCode)
        /// Not of the form of a code.
        case malformed
        /// A code that was mistyped: no report can have it.
        case wrongCheckDigit
    }

    /// The canonical form, the one stored and compared: `HN-26-7K3F9Q-3`.
    package let description: String

    /// A new code for a report filed at an instant. Codes are random: a collision is found by the database.
    package init(filedAt: Instant, using generator: inout some RandomNumberGenerator) {
        let year = HanoiDay(containing: filedAt).date.year
        var symbols = [UInt8(year / 10 % 10), UInt8(year % 10)]
        for _ in 0..<6 {
            symbols.append(UInt8.random(in: 0..<32, using: &generator))
        }
        self.init(symbols: symbols + [CheckCharacter.value(for: symbols)])
    }

    private init(symbols: [UInt8]) {
        let text = String(decoding: symbols.map { CrockfordBase32.alphabet[Int($0)] }, as: UTF8.self)
        description = "HN-\(text.prefix(2))-\(text.dropFirst(2).prefix(6))-\(text.suffix(1))"
    }

    /// Reads a code as people type it: any case, O for 0, I or L for 1, with or without hyphens (dashes,
    /// spaces) and the leading HN.
    package static func read(_ text: String) -> Reading {
        // Twice the canonical length leaves room for spaces between all characters.
        guard text.utf8.count <= 64, text.unicodeScalars.count <= 28 else { return .malformed }
        var characters = text.unicodeScalars.filter { !isSeparator($0) }[...]
        if characters.count == 11, String(characters.prefix(2)).uppercased() == "HN" {
            characters = characters.dropFirst(2)
        }
        let symbols = characters.compactMap(CrockfordBase32.value)
        guard characters.count == 9, symbols.count == 9, symbols[0] < 10, symbols[1] < 10 else { return .malformed }
        guard CheckCharacter.value(for: symbols.dropLast()) == symbols[8] else { return .wrongCheckDigit }
        return .code(ReportCode(symbols: symbols))
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "\u{2010}"..."\u{2015}", "\u{2212}": true
        default: scalar.properties.isWhitespace
        }
    }
}

/// The check character of a report code.
private enum CheckCharacter {
    /// α⁸·x₈ + … + α·x₁ by Horner's rule; in characteristic 2 it is itself the x₀ that makes the sum zero.
    static func value(for symbols: some Sequence<UInt8>) -> UInt8 {
        symbols.reduce(0) { timesAlpha($0 ^ $1) }
    }

    /// Multiplication by α, reduced by α⁵ = α² + 1.
    private static func timesAlpha(_ element: UInt8) -> UInt8 {
        element & 0b1_0000 == 0 ? element << 1 : (element << 1) ^ 0b10_0101
    }
}

/// Crockford's base 32.
private enum CrockfordBase32 {
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// 0…31, look-alikes included; `nil` for what is not in the alphabet.
    static func value(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar {
        case "O", "o": return 0
        case "I", "i", "L", "l": return 1
        default:
            guard scalar.isASCII, let index = alphabet.firstIndex(of: upper(UInt8(scalar.value))) else { return nil }
            return UInt8(index)
        }
    }

    private static func upper(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
    }
}
