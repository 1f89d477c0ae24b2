/// A telephone number that can be called back, in E.164. Printing or dumping it never shows it.
package struct PhoneNumber: Hashable, Sendable {
    /// `+` and 8–15 digits, for Vietnam `+84` and a mobile or landline number of the current plan.
    package let e164: String

    /// Reads what people in Vietnam write.
    ///
    /// - National: `0912 345 678`, `024.3825.1234`, and mobile numbers that lost their zero in a spreadsheet.
    /// - With the country: `+84…`, `0084…`, `84…`, the trunk zero kept or not: `(+84) (0)912…`.
    /// - Mobile numbers of eleven digits (before 2018-09-15) become their successors.
    /// - Abroad: only with `+` or `00`, 8–15 digits.
    /// - Digits are ASCII or full-width (typed with East Asian keyboards); other scripts are refused, no
    ///   Vietnamese keyboard makes them. Spaces, dots, dashes, brackets and invisible marks are skipped.
    ///
    /// Short and service numbers (113, 1022, 1800…, 1900…) cannot be called back and are refused.
    package init(_ text: String) throws(ContactError) {
        guard let dialled = DialledDigits(text), let e164 = Self.e164(of: dialled) else { throw .phoneInvalid }
        self.e164 = e164
    }

    /// For display to those who may not see the number: the last three digits, and not even the length.
    package var masked: String { "••• ••• \(e164.suffix(3))" }

    private static func e164(of dialled: DialledDigits) -> String? {
        let digits = dialled.digits[...]
        if dialled.hasPlus { return international(digits) }
        if digits.hasPrefix("00") { return international(digits.dropFirst(2)) }
        if digits.hasPrefix("0") { return vietnamese(digits.dropFirst()) }
        if digits.hasPrefix("84"), let number = vietnamese(withoutTrunkZero(digits.dropFirst(2))) { return number }
        return digits.count == 9 ? vietnamese(digits) : nil
    }

    private static func international(_ digits: Substring) -> String? {
        if digits.hasPrefix("84") { return vietnamese(withoutTrunkZero(digits.dropFirst(2))) }
        guard (8...15).contains(digits.count), !digits.hasPrefix("0") else { return nil }
        return "+\(digits)"
    }

    private static func vietnamese(_ digits: Substring) -> String? {
        VietnameseNumberingPlan.nationalNumber(digits).map { "+84\($0)" }
    }

    private static func withoutTrunkZero(_ digits: Substring) -> Substring {
        digits.hasPrefix("0") ? digits.dropFirst() : digits
    }
}

extension PhoneNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name of the type.
    package var description: String { "PhoneNumber" }
    /// The name of the type.
    package var debugDescription: String { description }
    /// Without children, so that `dump` of a value that holds the number does not show it.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The digits of a written number and whether a plus came first.
private struct DialledDigits {
    private(set) var digits = ""
    private(set) var hasPlus = false

    /// `nil` when anything but digits, separators and one leading plus is in the text, or brackets do not match.
    init?(_ text: String) {
        // The longest sensible form, "(+84) (0)912 - 345 - 678" with invisible marks, stays under 40 scalars.
        guard text.utf8.count <= 200, text.unicodeScalars.count <= 40 else { return nil }
        var isOpen = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9", "\u{FF10}"..."\u{FF19}":
                digits.append(String(scalar.value & 0xF))
            case "+", "\u{FF0B}":
                guard digits.isEmpty, !hasPlus else { return nil }
                hasPlus = true
            case "(", ")":
                guard isOpen == (scalar == ")") else { return nil }
                isOpen.toggle()
            default:
                guard Self.isSeparator(scalar) else { return nil }
            }
        }
        if isOpen { return nil }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "-", "\u{2010}"..."\u{2015}", "\u{2212}": true
        default: scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
