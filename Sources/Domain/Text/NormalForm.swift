// Canonical normalisation is in Foundation only; no other file of Domain imports it.
internal import Foundation

extension String {
    /// Unicode normal form C, the one form in which text is stored.
    ///
    /// Takes linear time for any input: after 30 combining marks in a row U+034F is inserted, as the
    /// Stream-Safe Text Process of UAX #15 says.
    package var nfc: String {
        isComposed ? self : streamSafe.precomposedStringWithCanonicalMapping
    }

    /// Unicode normal form D, stream-safe like ``nfc``.
    var nfd: String {
        isASCII ? self : streamSafe.decomposedStringWithCanonicalMapping
    }

    /// Whether the text is of letters that are in form C whatever stands beside them: up to U+02FF, and U+1E00…U+1EFF, which is
    /// Vietnamese as keyboards write it. The property NFC_Quick_Check is Yes for all of them.
    private var isComposed: Bool {
        unicodeScalars.allSatisfy { $0.value < 0x300 || (0x1E00...0x1EFF).contains($0.value) }
    }

    private var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

    /// Foundation sorts a run of marks in quadratic time: 64,000 pairs of them (256 KB) took 9 s.
    private var streamSafe: String {
        var safe = UnicodeScalarView()
        var marks = 0
        for scalar in unicodeScalars {
            marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
            if marks > 30 {
                safe.append("\u{34F}")
                marks = 1
            }
            safe.append(scalar)
        }
        return String(safe)
    }
}
