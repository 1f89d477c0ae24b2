import DatabaseTesting
import Domain
import Foundation
import Testing

@testable import Web

/// What people learn of what was done, and why.
@Suite struct PublicAnswerTests {
    /// The members of the last entry of a type.
    private func entry(_ type: String, of code: String, _ api: APITest, _ headers: [String: String] = [:]) async throws -> (String) ->
        String?
    {
        let timeline = try await api.get("/v1/reports/\(code)/timeline", headers)
        let found = (0..<(timeline.count("items") ?? 0)).last { timeline.string("items.\($0).type") == type }
        let place = try #require(found, "\(timeline.text)")
        return { name in timeline.string("items.\(place).\(name)") ?? timeline.number("items.\(place).\(name)").map { "\($0)" } }
    }

    @Test func theAnswerIsPublicOnceTheReportIs() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.act("acknowledge", on: report.code)
            try await api.act("extend", on: report.code, ["working_hours": 16, "reason": "Chờ vật liệu"])
            try await api.act("approve", on: report.code, by: .coordinator)
            #expect(try await entry("extended", of: report.code, api)("working_hours") == "16.0")
            #expect(try await entry("extended", of: report.code, api)("note") == nil)
            try await api.act(
                "resolve",
                on: report.code,
                ["summary": "Đã vá ổ gà trước cổng chợ, hỏi anh Nam 0912 345 678", "tell_public": true]
            )
            #expect(try await entry("resolved", of: report.code, api)("note") == nil)
            try await api.act("publish", on: report.code)
            let shown = try #require(try await entry("resolved", of: report.code, api)("note"))
            #expect(shown.hasPrefix("Đã vá ổ gà trước cổng chợ, hỏi anh Nam [") && !shown.contains("0912"), "\(shown)")
            #expect(try await entry("resolved", of: report.code, api, report.headers)("note")?.contains("0912 345 678") == true)
            try await api.act("withhold", on: report.code, ["reason": "Riêng tư"])
            #expect(try await entry("resolved", of: report.code, api)("note") == nil)
        }
    }

    /// Also when a leader approved it; of a state secret nothing is told.
    @Test func whyAReportIsRefusedIsPublicOnceTheReportIs() async throws {
        try await APITest.run(.standingCity) { api in
            let (refused, secret, own) = (try await api.filed(), try await api.filed(), try await api.filed())
            for code in [refused, secret, own] { try await api.act("acknowledge", on: code, ["publish": true]) }
            try await api.act("refuse", on: refused, ["code": "already_resolved", "explanation": "Đã vá hôm qua", "tell_public": true])
            try await api.act(
                "refuse",
                on: secret,
                ["code": "state_secret", "explanation": "Mật", "tell_public": true, "referred_to": "Công an Thành phố"]
            )
            // Unless the desk says that everybody may read it, it is for the reporter.
            try await api.act("refuse", on: own, ["code": "already_resolved", "explanation": "Đã vá trước nhà bà Lan"])
            #expect(try await entry("refused", of: own, api)("note") == nil)
            let told = try await entry("refused", of: refused, api)
            #expect(told("note") == "Đã vá hôm qua" && told("refusal") != nil)
            #expect(try await entry("refused", of: secret, api)("note") == nil)
        }
    }

    @Test func theReporterIsToldWhyItIsPassedOnAndPaused() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.act("acknowledge", on: report.code)
            try await api.act("pause", on: report.code, ["reason": "legal"])
            #expect(try await entry("paused", of: report.code, api, report.headers)("pause_reason") == "legal")
            #expect(try await entry("paused", of: report.code, api)("pause_reason") == nil)
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("transfer", on: report.code, ["agency": neighbour, "reason": "Đường của phường bạn"])
            try await api.act("decline", on: report.code, ["reason": "Không phải của phường"], by: .neighbour)
            for (type, reason) in [("transferred", "Đường của phường bạn"), ("declined", "Không phải của phường")] {
                #expect(try await entry(type, of: report.code, api, report.headers)("note") == reason)
                #expect(try await entry(type, of: report.code, api)("note") == nil)
            }
        }
    }
}
