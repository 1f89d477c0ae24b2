/// How long a text may be and whether it may have lines.
package struct FreeTextRule: Hashable, Sendable {
    /// Limit in Unicode scalars of the stored text.
    package let maxScalars: Int
    /// Limit in UTF-8 bytes of the stored text.
    package let maxBytes: Int
    /// Whether line feeds and tabs are allowed; names and titles are single lines.
    package let allowsLines: Bool

    /// Both limits hold; lines are allowed unless told.
    package init(maxScalars: Int, maxBytes: Int, allowsLines: Bool = true) {
        self.maxScalars = maxScalars
        self.maxBytes = maxBytes
        self.allowsLines = allowsLines
    }
}

/// Why a text was refused; the raw value is the stable code for clients.
package enum FreeTextError: String, Error, Hashable, Sendable, CaseIterable {
    case tooLong = "too_long"
    /// NUL, another C0 or C1 control, or a noncharacter.
    case controlCharacter = "control_character"
    /// An embedding, override or isolate, which can make text read otherwise than it is stored.
    case bidiCharacter = "bidi_character"
    /// Nothing visible is left.
    case blank
}

extension FreeTextRule {
    /// The text as it is to be stored: NFC, every line end a line feed, trimmed.
    ///
    /// Limits apply to that result. A raw text of more than four times the byte limit is refused unread
    /// as `tooLong`: normalising a Vietnamese text never shrinks it that much.
    package func check(_ raw: String) throws(FreeTextError) -> String {
        guard raw.utf8.count / 4 <= maxBytes else { throw .tooLong }
        let text = Self.trimmed(try cleaned(raw).nfc)
        guard text.unicodeScalars.contains(where: Self.isVisible) else { throw .blank }
        guard text.unicodeScalars.count <= maxScalars, text.utf8.count <= maxBytes else { throw .tooLong }
        return text
    }

    private func cleaned(_ raw: String) throws(FreeTextError) -> String {
        var isClean = true
        for scalar in raw.unicodeScalars where try accepted(scalar) != scalar { isClean = false }
        if isClean { return raw }
        var text = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in raw.unicodeScalars {
            // CR LF is one line end, already written when its CR was read.
            let endsPair = afterReturn && scalar == "\n"
            afterReturn = scalar == "\r"
            if !endsPair, let kept = try accepted(scalar) { text.append(kept) }
        }
        return String(text)
    }

    /// nil of what is left out. Numbers that are copied from contacts stand between marks that say how they run, which say nothing here; the
    /// one that reverses what people read is refused.
    private func accepted(_ scalar: Unicode.Scalar) throws(FreeTextError) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x0A, 0x0D, 0x2028, 0x2029:
            guard allowsLines else { throw .controlCharacter }
            return "\n"
        case 0x09 where allowsLines:
            return scalar
        case 0x00...0x1F, 0x7F...0x9F:
            throw .controlCharacter
        case 0x202E:
            throw .bidiCharacter
        case 0x202A...0x202D, 0x2066...0x2069:
            return nil
        // The 66 noncharacters (Unicode 16, section 23.7); looking the property up took a twentieth of a filing.
        case 0xFDD0...0xFDEF,
            _ where scalar.value & 0xFFFE == 0xFFFE:
            throw .controlCharacter
        default:
            return scalar
        }
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let head = scalars.drop(while: isTrimmed)
        guard let last = head.lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(head[...last])
    }

    /// White space and the invisible spaces that come along when text is copied.
    private static func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar == "\u{2060}" || scalar == "\u{FEFF}"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }
}
