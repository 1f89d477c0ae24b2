/// The three keys on which Vietnamese text is compared, from strictest to loosest. All take any
/// normal form and give NFC; applying a key to its own result changes nothing.
package enum SearchKey {
    /// Lower case: `HOÀ` = `hoà`, but `hoà` ≠ `hòa`.
    package static func lowercased(_ text: String) -> String {
        text.nfc.lowercased().nfc
    }

    /// Lower case, and the tone mark may stand on any vowel of the syllable: `hoà` = `hòa`, `thuỷ` = `thủy`.
    ///
    /// The marks of tone are moved to the end of the word, so `hòan` = `hoàn` too; quality marks (â, ư, ơ …)
    /// stay where they are.
    package static func anyTonePlacement(_ text: String) -> String {
        var key = String.UnicodeScalarView()
        var tones = String.UnicodeScalarView()
        for scalar in lowercased(text).nfd.unicodeScalars {
            if isTone(scalar) {
                tones.append(scalar)
            } else {
                if !isPartOfWord(scalar) { flush(&tones, into: &key) }
                key.append(scalar)
            }
        }
        flush(&tones, into: &key)
        return String(key).nfc
    }

    /// Lower case without any marks: `Đường Thuỵ Khuê` → `duong thuy khue`.
    ///
    /// Letters that have no ASCII base (Greek, Chinese …) stay as they are.
    package static func folded(_ text: String) -> String {
        var key = String.UnicodeScalarView()
        for scalar in lowercased(text).nfd.unicodeScalars where !isMark(scalar) {
            key.append(isCrossedD(scalar) ? "d" : scalar)
        }
        return String(key).nfc
    }

    private static func flush(_ tones: inout String.UnicodeScalarView, into key: inout String.UnicodeScalarView) {
        key.append(contentsOf: tones)
        tones.removeAll()
    }

    /// Huyền, sắc, ngã, hỏi, nặng.
    private static func isTone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}": true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        (0x300...0x36F).contains(scalar.value)
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || isMark(scalar)
    }

    /// đ has no decomposition; ð and ɖ look the same in capitals (Ð, Ɖ) and come from converted legacy fonts.
    private static func isCrossedD(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "đ" || scalar == "ð" || scalar == "ɖ"
    }
}
