import Domain
import Testing

@Suite struct AttributeDefinitionTests {
    private static let choice = AttributeDefinition.Kind.choice([.init(code: "large", label: BilingualText(vi: "Lớn", en: "Large"))])

    @Test(
        arguments: [
            (choice, .text("large"), .text("large")), (.integer(min: 0, max: 5), .integer(5), .integer(5)),
            (.number(min: 0, max: nil), .integer(3), .number(3)), (.number(min: nil, max: 1), .number(0.5), .number(0.5)),
            (.boolean, .boolean(false), .boolean(false)), (.text(maxLength: 3), .text(" a "), .text("a")),
        ] as [(AttributeDefinition.Kind, AttributeValue, AttributeValue)]
    )
    func answersAreKept(_ kind: AttributeDefinition.Kind, _ value: AttributeValue, _ kept: AttributeValue) throws {
        #expect(try definition(kind).check(value).get() == kept)
    }

    @Test(
        arguments: [
            (choice, .text("LARGE"), .unknownValue), (choice, .integer(1), .wrongType),
            (.integer(min: 0, max: 5), .integer(6), .outOfRange),
            (.integer(min: 0, max: 5), .number(1.5), .wrongType), (.number(min: 0, max: 1), .number(.nan), .outOfRange),
            (.boolean, .text("true"), .wrongType), (.text(maxLength: 3), .text("abcd"), .tooLong),
            (.text(maxLength: 3), .text("a\nb"), .controlCharacter),
            (.boolean, .unsupported, .wrongType),
        ] as [(AttributeDefinition.Kind, AttributeValue, FieldErrorCode)]
    )
    func othersAreRefused(_ kind: AttributeDefinition.Kind, _ value: AttributeValue, _ code: FieldErrorCode) {
        #expect(throws: code) { try definition(kind).check(value).get() }
    }

    private func definition(_ kind: AttributeDefinition.Kind) -> AttributeDefinition {
        AttributeDefinition(code: "a", kind: kind, label: BilingualText(vi: "", en: ""), isRequired: false, isPrivate: false, unit: nil)
    }
}
