/// A text as scanners read it: scalars, with digits and letters of every width told as plain ones.
struct TextScan {
    let scalars: [Unicode.Scalar]
    /// ASCII digits, lower-case ASCII letters and marks for the same of any width; 0 for any other scalar.
    private let plain: [UInt8]

    init(_ text: String) {
        var (scalars, plain): ([Unicode.Scalar], [UInt8]) = ([], [])
        let most = text.utf8.count
        scalars.reserveCapacity(most)
        plain.reserveCapacity(most)
        for scalar in text.unicodeScalars {
            scalars.append(scalar)
            plain.append(Self.plain(scalar))
        }
        (self.scalars, self.plain) = (scalars, plain)
    }

    var end: Int { scalars.count }

    /// The plain form of a scalar; 0 also outside the text.
    subscript(index: Int) -> UInt8 {
        UInt(bitPattern: index) < UInt(bitPattern: plain.count) ? plain[index] : 0
    }

    func isDigit(_ index: Int) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self[index])
    }

    /// A Latin letter without marks, of any width.
    func isPlainLetter(_ index: Int) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self[index])
    }

    /// A letter of any script.
    func isLetter(_ index: Int) -> Bool {
        guard scalars.indices.contains(index) else { return false }
        return isPlainLetter(index) || (scalars[index].value > 0x7F && scalars[index].properties.isAlphabetic)
    }

    /// A plain letter in upper case.
    func isCapital(_ index: Int) -> Bool {
        guard isPlainLetter(index) else { return false }
        let value = scalars[index].value
        return (0x41...0x5A).contains(value) || (0xFF21...0xFF3A).contains(value)
    }

    func isSpace(_ index: Int) -> Bool {
        guard scalars.indices.contains(index) else { return false }
        let value = scalars[index].value
        return value == 0x20 || value == 0x09 || (value > 0x7F && scalars[index].properties.generalCategory == .spaceSeparator)
    }

    /// A hyphen, dash or minus.
    func isDash(_ index: Int) -> Bool {
        self[index] == UInt8(ascii: "-")
    }

    /// A mark on the letter before.
    func isMark(_ index: Int) -> Bool {
        scalars.indices.contains(index) && scalars[index].value > 0x7F && scalars[index].properties.generalCategory == .nonspacingMark
    }

    /// What is not seen, or only on the digit before: it does not divide a number.
    func isIgnorable(_ index: Int) -> Bool {
        guard scalars.indices.contains(index), scalars[index].value > 0x7F else { return false }
        let properties = scalars[index].properties
        if properties.isDefaultIgnorableCodePoint { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return true
        default: return false
        }
    }

    /// The words before an index without marks and in lower case, at most some 24 letters of them.
    func context(before index: Int) -> String {
        var words = String.UnicodeScalarView()
        words.append(contentsOf: scalars[max(0, index - 24)..<index])
        return SearchKey.folded(String(words))
    }

    /// The word that begins at an index without marks and in lower case, of at most eight letters.
    func word(at index: Int) -> String {
        var word = String.UnicodeScalarView()
        word.append(contentsOf: scalars[min(index, end)...].prefix(8).prefix(while: Self.isOfWord))
        return SearchKey.folded(String(word))
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }

    @inline(__always)
    private static func plain(_ scalar: Unicode.Scalar) -> UInt8 {
        let value = scalar.value
        if value < 0x80 { return value &- 0x41 < 26 ? UInt8(value) + 0x20 : UInt8(value) }
        // No letter with marks, nor a mark, is a digit or a dash: Vietnamese is told without asking what each scalar is.
        if value < 0x250 || value &- 0x1E00 < 0x100 || value &- 0x300 < 0x70 { return 0 }
        return plainOfOthers(scalar)
    }

    private static func plainOfOthers(_ scalar: Unicode.Scalar) -> UInt8 {
        let value = scalar.value
        // Full-width forms stand in the order of ASCII.
        if (0xFF01...0xFF5E).contains(value) { return plain(Unicode.Scalar(UInt8(value - 0xFEE0))) }
        if scalar.properties.generalCategory == .dashPunctuation || value == 0x2212 { return UInt8(ascii: "-") }
        guard scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue else { return 0 }
        return UInt8(ascii: "0") + UInt8(digit)
    }
}
