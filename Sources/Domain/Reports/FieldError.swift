/// Why a field was refused: a closed list that clients may rely on.
package enum FieldErrorCode: String, Error, Sendable, CaseIterable {
    case required
    case unknownField = "unknown_field"
    case wrongType = "wrong_type"
    case blank
    case tooLong = "too_long"
    case controlCharacter = "control_character"
    case bidiCharacter = "bidi_character"
    case outOfRange = "out_of_range"
    case unknownValue = "unknown_value"
    case unknownCategory = "unknown_category"
    case categoryIsGroup = "category_is_group"
    case phoneInvalid = "phone_invalid"
    case emailInvalid = "email_invalid"
    case timeInvalid = "time_invalid"
    case inFuture = "in_future"
    case coordinatesSwapped = "coordinates_swapped"
    case outsideArea = "outside_area"
    case attachmentUnknown = "attachment_unknown"
    case tooMany = "too_many"
    case staffOnly = "staff_only"
    case codeInvalid = "code_invalid"
    case unsorted
    case unchanged
    case scopeTaken = "scope_taken"
    case taken
    case defaultRequired = "default_required"
    case beyondCalendar = "beyond_calendar"
    case usernameInvalid = "username_invalid"
    case passwordTooShort = "password_too_short"
    case passwordCommon = "password_common"
    case passwordWrong = "password_wrong"
    case noSubstance = "no_substance"
    case codeWrong = "code_wrong"
    case unknownReport = "unknown_report"
    case checkDigit = "check_digit"
}

/// A refused field: where it stands (JSON Pointer, RFC 6901, or the name of a query parameter) and why.
package struct FieldError: Error, Hashable, Sendable {
    package let pointer: String
    package let code: FieldErrorCode
    /// What people read instead of the code's own words, where more can be said.
    package let text: BilingualText?

    package init(_ pointer: String, _ code: FieldErrorCode, _ text: BilingualText? = nil) {
        self.pointer = pointer
        self.code = code
        self.text = text
    }
}

extension BilingualText {
    /// Of a text that is too long.
    package static func most(characters: Int) -> BilingualText {
        BilingualText(vi: "Tối đa \(characters) ký tự.", en: "At most \(characters) characters.")
    }

    /// Of a number that is out of range.
    package static func within(_ range: ClosedRange<Int>) -> BilingualText {
        BilingualText(vi: "Từ \(range.lowerBound) đến \(range.upperBound).", en: "From \(range.lowerBound) to \(range.upperBound).")
    }
}
