/// A typed question a category asks besides the description.
package struct AttributeDefinition: Hashable, Sendable {
    /// What answers are allowed.
    package enum Kind: Hashable, Sendable {
        case choice([Option])
        case integer(min: Int?, max: Int?)
        case number(min: Double?, max: Double?)
        case boolean
        /// At most `maxLength` Unicode scalars.
        case text(maxLength: Int)
    }

    /// One answer of a choice.
    package struct Option: Hashable, Sendable {
        package let code: String
        package let label: BilingualText

        package init(code: String, label: BilingualText) {
            self.code = code
            self.label = label
        }
    }

    package let code: String
    package let kind: Kind
    package let label: BilingualText
    package let isRequired: Bool
    /// A private answer (a number plate) is sealed like contact data.
    package let isPrivate: Bool
    /// The unit of a number, "cm".
    package let unit: String?

    package init(code: String, kind: Kind, label: BilingualText, isRequired: Bool, isPrivate: Bool, unit: String?) {
        self.code = code
        self.kind = kind
        self.label = label
        self.isRequired = isRequired
        self.isPrivate = isPrivate
        self.unit = unit
    }
}

/// An answer as it arrived, not yet checked against a definition.
package enum AttributeValue: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    /// null, a list or an object: no attribute takes one
    case unsupported
}

extension AttributeDefinition {
    /// The value in its kept form, or why it is refused.
    package func check(_ value: AttributeValue) -> Result<AttributeValue, FieldErrorCode> {
        switch (kind, value) {
        case (.choice(let options), .text(let code)):
            return PlainCode.isPlausible(code) && options.contains { $0.code == code } ? .success(value) : .failure(.unknownValue)
        case (.integer(let min, let max), .integer(let number)):
            return (min ?? .min)...(max ?? .max) ~= number ? .success(value) : .failure(.outOfRange)
        case (.number(let min, let max), .integer(let number)):
            return Self.contains(min, max, Double(number)) ? .success(.number(Double(number))) : .failure(.outOfRange)
        case (.number(let min, let max), .number(let number)):
            return Self.contains(min, max, number) ? .success(value) : .failure(.outOfRange)
        case (.boolean, .boolean):
            return .success(value)
        case (.text(let maxLength), .text(let text)):
            return FieldText.check(text, maxScalars: maxLength, allowsLines: false).map { .text($0) }
        default:
            return .failure(.wrongType)
        }
    }

    private static func contains(_ min: Double?, _ max: Double?, _ number: Double) -> Bool {
        ((min ?? -.infinity)...(max ?? .infinity)).contains(number)
    }
}
