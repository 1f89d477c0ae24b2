import JSON
import Testing

@testable import Web

/// The checker sees what it is there to see.
@Suite struct SchemaCheckTests {
    static let document: JSONValue = [
        "components": [
            "schemas": [
                "Name": ["type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]+$"],
                "Thing": [
                    "type": "object", "required": ["name"], "additionalProperties": false,
                    "properties": [
                        "name": ["$ref": "#/components/schemas/Name"], "size": ["type": ["integer", "null"], "minimum": 1, "maximum": 5],
                        "kind": ["type": "string", "enum": ["a", "b"]], "id": ["type": "string", "format": "uuid"],
                        "parts": ["type": "array", "items": ["type": "number"], "minItems": 1, "maxItems": 2],
                        "words": ["type": "object", "additionalProperties": ["type": "boolean"]],
                    ],
                ],
            ]
        ]
    ]

    @Test(
        arguments: [
            ["name": "ab"], ["name": "ab", "size": .null], ["name": "abc", "size": 5, "kind": "a", "parts": [1, 2.5]],
            ["name": "ab", "size": 2.0, "words": ["x": true], "id": "87fafb04-86e5-40c0-b3e9-e00ffbf7f6b1"],
        ] as [JSONValue]
    )
    func whatConformsIsAccepted(value: JSONValue) {
        #expect(Self.faults(value) == [])
    }

    @Test(
        arguments: [
            (1, ": not object"), ([:], ": string(\"name\") is missing"), (["name": "a"], "/name: too short"),
            (["name": "abcd"], "/name: too long"), (["name": "AB"], "/name: not ^[a-z]+$"), (["name": .null], "/name: not string"),
            (["name": "ab", "more": 1], "/more: not in the contract"), (["name": "ab", "size": 0], "/size: less than integer(1)"),
            (["name": "ab", "size": 6], "/size: more than integer(5)"),
            (["name": "ab", "kind": "c"], "/kind: string(\"c\") is not in the list"),
            (["name": "ab", "id": "x"], "/id: x is not a uuid"), (["name": "ab", "parts": []], "/parts: too few"),
            (["name": "ab", "parts": [1, 2, 3]], "/parts: too many"), (["name": "ab", "parts": ["1"]], "/parts/0: not number"),
            (["name": "ab", "words": ["x": 1]], "/words/x: not boolean"),
        ] as [(JSONValue, String)]
    )
    func whatDoesNotIsNamed(value: JSONValue, fault: String) {
        #expect(Self.faults(value) == [fault])
    }

    @Test func alternativesAndCombinations() {
        let check = SchemaCheck(document: [:])
        #expect(check.faults(1, ["anyOf": [["type": "string"], ["type": "integer"]]]) == [])
        #expect(!check.faults(true, ["anyOf": [["type": "string"], ["type": "integer"]]]).isEmpty)
        #expect(check.faults(1, ["oneOf": [["type": "string"], ["type": "integer"]]]) == [])
        #expect(check.faults(1, ["oneOf": [["type": "number"], ["type": "integer"]]]) == [": not one of oneOf"])
        #expect(check.faults(3, ["allOf": [["type": "integer"], ["minimum": 4]]]) == [": less than integer(4)"])
        #expect(check.faults(.null, ["not": ["type": "null"]]) == [": must not be"])
    }

    @Test(arguments: [["oneOf": []], ["type": "string", "format": "iban"], ["multipleOf": 2], ["$ref": "#/nowhere"]] as [JSONValue])
    func whatItDoesNotUnderstandIsAFault(schema: JSONValue) {
        #expect(!SchemaCheck(document: [:]).faults("x", schema).isEmpty)
    }

    private static func faults(_ value: JSONValue) -> [String] {
        let check = SchemaCheck(document: document)
        return check.faults(value, check.resolve("#/components/schemas/Thing"))
    }
}
