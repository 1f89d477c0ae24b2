import Foundation
import Testing

@testable import Web

/// Bodies of actions that are refused, with everything that is wrong about them; nothing is changed.
@Suite struct BadActionTests {
    private static let id = "01a20adf-33d6-7c91-ba9c-5ce9200ef1cd"

    private static let said = "Đã vá ổ gà trước cổng chợ"

    static let cases: [(body: String, refusals: [String])] = [
        ("{}", ["/action required"]), ("[]", [" wrong_type"]), ("null", [" wrong_type"]), (#"{"action":7}"#, ["/action wrong_type"]),
        (#"{"action":"dance","x":1}"#, ["/action unknown_value"]), (#"{"action":"close"}"#, ["/action unknown_value"]),
        (#"{"action":"withdraw"}"#, ["/action unknown_value"]), (#"{"action":"Acknowledge"}"#, ["/action unknown_value"]),
        (#"{"action":"acknowledge","x":1,"reason":"y"}"#, ["/x unknown_field", "/reason unknown_field"]),
        (#"{"action":"pause"}"#, ["/reason required"]), (#"{"action":"pause","reason":"lunch"}"#, ["/reason unknown_value"]),
        (#"{"action":"pause","reason":["legal"]}"#, ["/reason wrong_type"]),
        (#"{"action":"request_information"}"#, ["/message required"]),
        (#"{"action":"request_information","message":" \t\n"}"#, ["/message blank"]),
        (#"{"action":"request_information","message":"a\u0007"}"#, ["/message control_character"]),
        (#"{"action":"request_information","message":"a\u202eb"}"#, ["/message bidi_character"]),
        (#"{"action":"note","text":null}"#, ["/text required"]),
        (#"{"action":"request_opinion","agency":"x"}"#, ["/question required", "/agency unknown_value"]),
        (#"{"action":"request_opinion","agency":"\#(id)","question":"?"}"#, ["/agency unknown_value"]),
        (#"{"action":"extend"}"#, ["/reason required", "/working_hours required"]),
        (#"{"action":"extend","reason":"x","working_hours":0}"#, ["/working_hours out_of_range"]),
        (#"{"action":"extend","reason":"x","working_hours":801}"#, ["/working_hours out_of_range"]),
        (#"{"action":"extend","reason":"x","working_hours":-1}"#, ["/working_hours out_of_range"]),
        (#"{"action":"extend","reason":"x","working_hours":1.5}"#, ["/working_hours wrong_type"]),
        (#"{"action":"extend","reason":"x","working_hours":1e300}"#, ["/working_hours wrong_type"]),
        (#"{"action":"extend","reason":"x","working_hours":"8"}"#, ["/working_hours wrong_type"]),
        (#"{"action":"transfer","reason":"x"}"#, ["/unit required"]),
        (#"{"action":"transfer","reason":"x","unit":"\#(id)","agency":"\#(id)"}"#, ["/agency too_many"]),
        (#"{"action":"transfer","reason":"x","unit":"\#(id)"}"#, ["/unit unknown_value"]),
        (#"{"action":"transfer","reason":"x","agency":"\#(id)"}"#, ["/agency unknown_value"]),
        (#"{"action":"transfer","reason":"x","agency":{"id":"\#(id)"}}"#, ["/agency wrong_type"]),
        (#"{"action":"refuse","code":"bored","explanation":"x"}"#, ["/code unknown_value"]),
        (#"{"action":"refuse","code":"spam"}"#, ["/explanation required"]),
        (#"{"action":"resolve"}"#, ["/summary required"]),
        (#"{"action":"resolve","summary":"Đã tiếp nhận và xử lý theo quy định."}"#, ["/summary no_substance"]),
        (#"{"action":"resolve","summary":"\#(said)"}"#, ["/evidence required"]),
        (
            #"{"action":"resolve","summary":"\#(said)","evidence":["x","\#(id)","\#(id)"]}"#,
            ["/evidence/0 attachment_unknown", "/evidence/2 taken"]
        ),
        (#"{"action":"resolve","summary":"\#(said)","evidence":["\#(id)"]}"#, ["/evidence/0 attachment_unknown"]),
        (
            #"{"action":"resolve","summary":"\#(said)","documents":[{"number":"","date":"2026-02-30","title":7}]}"#,
            [
                "/documents/0/number blank", "/documents/0/date time_invalid", "/documents/0/issuer required",
                "/documents/0/title wrong_type",
            ]
        ),
        (#"{"action":"acknowledge","publish":1}"#, ["/publish wrong_type"]),
        (#"{"action":"publish","hide":[{"from":3,"to":3}]}"#, ["/hide/0/to out_of_range"]),
        (#"{"action":"mark_duplicate","of":"nonsense"}"#, ["/of unknown_report"]),
        (#"{"action":"classify","reason":"x"}"#, ["/category required"]),
        (#"{"action":"classify","reason":"x","severity":"awful"}"#, ["/severity unknown_value"]),
        (#"{"action":"undo","undo":true}"#, ["/undo unknown_field"]),
    ]

    @Test func whatIsWrongIsSaidAndNothingIsDone() async throws {
        try await APITest.run { api in
            let code = try await api.filed()
            // So that what is refused is refused for what was sent and not for where the report stands.
            try await api.act("acknowledge", on: code)
            let rows = try await api.rowCounts()
            for (body, refusals) in Self.cases {
                let answer = try await api.send(body, to: code)
                #expect(answer.status == 422 && answer.refusals == refusals, "\(body) \(answer.text)")
            }
            #expect(try await api.rowCounts() == rows)
        }
    }

    @Test func whatIsNoJSONIsNotRead() async throws {
        try await APITest.run { api in
            let code = try await api.filed()
            for body in ["", "{", #"{"action":"acknowledge","action":"refuse"}"#, "{\"action\":\"\u{0}\"}", "acknowledge"] {
                let answer = try await api.send(body, to: code)
                #expect(answer.status == 400 && answer.string("code") == "malformed_json", "\(body)")
            }
            #expect(try await api.send(#"{"action":"acknowledge"}"#, to: code, type: "text/plain").status == 415)
            #expect(try await api.send("{}", to: code, type: "application/json", query: "?x=1").status == 422)
            #expect(try await api.send(String(repeating: " ", count: 65_537), to: code).status == 413)
            #expect(try await api.read(code).number("version") == 1)
        }
    }

    @Test func wordsHaveALimit() async throws {
        try await APITest.run { api in
            let code = try await api.filed()
            let long = String(repeating: "ệ", count: 4_001)
            #expect(try await api.act("note", on: code, ["text": long]).refusals == ["/text too_long"])
            let taken = try await api.act("note", on: code, ["text": String(long.dropLast())])
            #expect(taken.string("history.2.texts.note") == String(long.dropLast()))
        }
    }
}

extension APITest {
    fileprivate func send(
        _ body: String,
        to code: String,
        type: String = "application/json",
        query: String = ""
    ) async throws -> JSONAnswer {
        let tag = try await read(code).header("etag") ?? ""
        let headers = ["content-type": type, "if-match": tag].merging(Officer.desk.headers) { $1 }
        return try await post("/v1/staff/reports/\(code)/actions\(query)", headers, body: Array(body.utf8))
    }
}
