import Foundation
import Testing

@Suite struct BadTextTests {
    /// Every text a filing can hold: where it stands, how long it may be, and the report with it.
    static let fields: [(pointer: String, limit: Int, report: @Sendable (String) -> [String: Any?])] = [
        ("/description", 4_000, { ["description": $0] }), ("/address", 500, { ["address": $0] }),
        ("/external_id", 100, { ["external_id": $0] }), ("/reporter/name", 100, { ["reporter": ["name": $0]] }),
        ("/attributes/contractor", 120, { ["category": "road.works", "attributes": ["contractor": $0]] }),
        ("/attributes/plate", 20, { ["category": "traffic.parking", "attributes": ["plate": $0]] }),
    ]

    @Test(arguments: ["\u{0}", "\u{1}", "\u{8}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9F}", "\u{FFFE}", "\u{10FFFF}"])
    func controlCharactersAreRefusedEverywhere(mark: String) async throws {
        try await APITest.runWithoutChange { api in
            for field in Self.fields {
                try await api.refuses(field.report("a\(mark)b"), ["\(field.pointer) control_character"])
            }
        }
    }

    @Test func theMarkThatReversesTextIsRefusedEverywhere() async throws {
        try await APITest.runWithoutChange { api in
            for field in Self.fields {
                try await api.refuses(field.report("a\u{202E}b"), ["\(field.pointer) bidi_character"])
            }
        }
    }

    @Test(arguments: ["", " ", "\u{200B}", "\u{FEFF}\u{A0}", "\u{3164}\u{AD}"])
    func textsWithoutAnythingVisibleAreRefusedEverywhere(text: String) async throws {
        try await APITest.runWithoutChange { api in
            for field in Self.fields { try await api.refuses(field.report(text), ["\(field.pointer) blank"]) }
        }
    }

    @Test func onlyTheDescriptionHasLines() async throws {
        try await APITest.run { api in
            for field in Self.fields.dropFirst() {
                for line in ["\n", "\r\n", "\t", "\u{2028}"] {
                    try await api.refuses(field.report("a\(line)b"), ["\(field.pointer) control_character"])
                }
            }
            #expect(try await api.file(["description": "a\r\nb\tc"]).status == 201)
        }
    }

    @Test func aTextMayFillItsLimitAndNoMore() async throws {
        try await APITest.run { api in
            for field in Self.fields {
                #expect(try await api.file(field.report(String(repeating: "ổ", count: field.limit))).status == 201)
                let longer = String(repeating: "ổ", count: field.limit + 1)
                try await api.refuses(field.report(longer), ["\(field.pointer) too_long"])
            }
        }
    }

    /// One letter with 100,000 marks: a single character of 200 KB.
    @Test func aCharacterOfTwoHundredKilobytesIsRefused() async throws {
        try await APITest.runWithoutChange { api in
            let whole = "a" + String(repeating: "\u{301}", count: 100_000)
            for field in Self.fields {
                #expect(try await api.file(field.report(whole)).string("code") == "body_too_large")
                // The most of it that a body can hold.
                let part = String(whole.unicodeScalars.prefix(30_000))
                try await api.refuses(field.report(part), ["\(field.pointer) too_long"])
            }
        }
    }

    @Test(arguments: [1, 1.5, true, ["a"], ["a": "b"]] as [any Sendable])
    func whatIsNoTextIsRefusedEverywhere(value: any Sendable) async throws {
        try await APITest.runWithoutChange { api in
            for members: (pointer: String, report: [String: Any?]) in [
                ("/category", ["category": value]), ("/description", ["description": value]), ("/address", ["address": value]),
                ("/occurred_at", ["occurred_at": value]), ("/external_id", ["external_id": value]), ("/channel", ["channel": value]),
                ("/reporter/name", ["reporter": ["name": value]]), ("/reporter/phone", ["reporter": ["phone": value]]),
                ("/reporter/email", ["reporter": ["email": value]]), ("/reporter/kind", ["reporter": ["kind": value]]),
                ("/reporter/show_name_to", ["reporter": ["show_name_to": value]]),
            ] {
                try await api.refuses(members.report, ["\(members.pointer) wrong_type"])
            }
        }
    }
}
