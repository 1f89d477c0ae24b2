import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

/// Calendars and approvals as a client sees them. The clock stands at Monday 2026-03-02 08:00.
@Suite struct CalendarAdministrationTests {
    @Test func theCoordinatorsDeskSeesCalendars() async throws {
        try await APITest.run(.standingCity) { api in
            let list = try await api.admin("/calendars")
            #expect(list.status == 200 && list.string("items.1.code") == "hanoi-office" && list.number("items.1.version") == 1)
            let calendar = try await api.admin("/calendars/hanoi-office")
            #expect(calendar.string("weeks.0.week.1.0") == "08:00-12:00" && calendar.string("weeks.0.week.5.1") == "13:30-17:30")
            #expect(calendar.string("weeks.0.from") == "2025-01-01" && calendar.count("weeks") == 1)
            #expect(calendar.string("exceptions.0.date") == "2025-01-01" && calendar.string("exceptions.0.kind") == "holiday")
            let tag = try #require(calendar.header("etag"))
            #expect(tag.hasPrefix("\"1-calendar-city-"))
            #expect(try await api.admin("/calendars/hanoi-office", headers: ["if-none-match": tag]).status == 304)
            #expect(try await api.admin("/calendars/nowhere").status == 404)
            #expect(try await api.admin("/calendars/hanoi-office?unit=00004").refusals == ["unit unknown_value"])
            #expect(try await api.admin("/calendars/hanoi-office?unit=\(UUID().uuidString)").refusals == ["unit unknown_value"])
            #expect(try await api.admin("/calendars?x=1").status == 422)
        }
    }

    @Test func othersDoNot() async throws {
        try await APITest.run { api in
            let routes = [
                (HTTPRequest.Method.get, "/calendars"), (.get, "/calendars/hanoi-office"), (.post, "/calendars/hanoi-office/versions"),
                (.get, "/approvals"), (.get, "/approvals/\(UUID().uuidString)"), (.post, "/approvals/\(UUID().uuidString)/decision"),
            ]
            for (method, path) in routes {
                let stranger = try await api.send(method, "/v1/admin\(path)", [:], method == .post ? [0] : [])
                #expect(stranger.status == 401, "\(path)")
                let officer = try await api.send(method, "/v1/admin\(path)", Officer.desk.headers, method == .post ? [0] : [])
                #expect(officer.status == 403, "\(path)")
            }
        }
    }

    @Test func daysToComeAreInForceAtOnceAndAPreviewSaysWhatMoves() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.act("acknowledge", on: code)
            let due = try await api.read(code).string("sla.resolve.due_at")
            #expect(due == "2026-03-06T17:30:00+07:00")
            let exceptions = try await api.exceptions(adding: "2026-03-05")
            let preview = try await api.publish(["exceptions": exceptions, "dry_run": true])
            #expect(preview.status == 200 && preview.string("outcome") == "dry_run" && preview.string("kind") == "future_dated")
            #expect(preview.number("complete") == 1 && preview.number("reports") == 1)
            #expect(preview.number("moved_reports") == 1, "\(preview.text)")
            #expect(preview.string("moves.0.report") == code && preview.string("moves.0.clock") == "resolve")
            #expect(preview.string("moves.0.before.due_at") == due)
            #expect(preview.string("moves.0.after.due_at") == "2026-03-09T17:30:00+07:00")
            #expect(preview.number("moves.0.later_s") == 3 * 86_400 && preview.number("moves.0.later_working_s") == 28_800)
            #expect(preview.string("days.0") == "2026-03-05" && preview.number("newly_missed") == 0)
            // Nothing has changed by looking.
            #expect(try await api.read(code).string("sla.resolve.due_at") == due)
            let published = try await api.publish(["exceptions": exceptions])
            #expect(published.status == 201 && published.string("outcome") == "published" && published.number("version") == 2)
            #expect(published.header("location") == "/v1/admin/calendars/hanoi-office")
            #expect(try await api.admin("/calendars/hanoi-office").string("published_by") == "coordinator")
            // The same again is another version's business, and on that one nothing new.
            let tag = "\"1-calendar-city-1-vi\""
            #expect(try await api.publish(["exceptions": exceptions], ifMatch: tag).status == 412)
            let again = try await api.publish(["exceptions": exceptions])
            #expect(again.status == 200 && again.string("outcome") == "unchanged")
        }
    }

    @Test func aCorrectionWaitsForASecondPerson() async throws {
        try await APITest.run(.standingCity) { api in
            let exceptions = try await api.exceptions(adding: "2026-03-02")
            #expect(try await api.publish(["exceptions": exceptions]).refusals == ["/reason required"])
            let proposed = try await api.publish(["exceptions": exceptions, "reason": "Bão số 3"])
            #expect(proposed.status == 202 && proposed.string("outcome") == "proposed" && proposed.string("kind") == "correction")
            let id = try #require(proposed.string("approval.id"))
            #expect(proposed.header("location") == "/v1/admin/approvals/\(id)")
            let pending = try await api.publish(["exceptions": exceptions, "reason": "Bão"], by: .deputy)
            #expect(pending.status == 409 && pending.string("rule") == "proposal_pending")
            let own = try await api.decide(id, "approved", by: .coordinator)
            #expect(own.status == 409 && own.string("code") == "approval_refused" && own.string("rule") == "own_proposal")
            #expect(try await api.admin("/approvals").string("items.0.id") == id)
            let shown = try await api.admin("/approvals/\(id)")
            #expect(
                shown.string("reason") == "Bão số 3" && shown.string("proposed_by") == "coordinator" && shown.number("base_version") == 1
            )
            let approved = try await api.decide(id, "approved", by: .deputy, comment: "Theo công điện")
            #expect(approved.status == 200 && approved.string("decision.by") == "deputy")
            #expect(try await api.admin("/calendars/hanoi-office").number("version") == 2)
            #expect(try await api.decide(id, "rejected", by: .deputy).string("rule") == "approval_decided")
            #expect(try await api.admin("/approvals").string("items.0.id") == nil)
            #expect(try await api.admin("/approvals?status=all&limit=1").string("items.0.decision.comment") == "Theo công điện")
        }
    }

    @Test func aUnitHasHoursOfItsOwn() async throws {
        try await APITest.run(.standingCity) { api in
            let unit = try #require(try await api.get("/v1/units/00004").string("id"))
            let change: [String: Any] = [
                "unit": unit, "exceptions": [["date": "2026-04-04", "kind": "special", "hours": ["08:00-11:30"], "name": "Trực"]],
            ]
            #expect(try await api.publish(change).status == 201)
            let own = try await api.admin("/calendars/hanoi-office?unit=\(unit)")
            #expect(own.string("unit.code") == "00004" && own.string("units.0.code") == "00004")
            let days = try APITest.exceptions(own)
            let saturday = try #require(days.first { $0["date"] as? String == "2026-04-04" })
            #expect(saturday["own"] as? Bool == true && saturday["hours"] as? [String] == ["08:00-11:30"])
            let city = try await api.admin("/calendars/hanoi-office")
            #expect(!city.text.contains("2026-04-04"))
        }
    }

    @Test func aWeekHoldsFromADayOn() async throws {
        try await APITest.run(.standingCity) { api in
            let unit = try #require(try await api.get("/v1/units/00004").string("id"))
            let week = ["6": ["08:00-12:00"]]
            let published = try await api.publish(["unit": unit, "week": week])
            #expect(published.status == 201 && published.string("kind") == "future_dated" && published.string("days.0") == "2026-03-07")
            let planned = try await api.publish(["unit": unit, "week": [String: Any](), "week_from": "2026-06-01"])
            #expect(planned.status == 201 && planned.string("days.0") == "2026-06-06")
            let own = try await api.admin("/calendars/hanoi-office?unit=\(unit)")
            #expect(own.string("weeks.1.from") == "2026-03-03" && own.string("weeks.1.week.6.0") == "08:00-12:00")
            #expect(own.string("weeks.2.from") == "2026-06-01" && own.string("weeks.2.week.6.0") == nil && own.count("weeks") == 3)
            let past = try await api.publish(["unit": unit, "week": week, "week_from": "2026-01-01"])
            #expect(past.refusals == ["/reason required"])
            let proposed = try await api.publish(["unit": unit, "week": week, "week_from": "2026-01-01", "reason": "Đã trực từ đầu năm"])
            #expect(proposed.status == 202 && proposed.string("approval.proposal.week_from") == "2026-01-01")
        }
    }

    /// A limit that is paused moves as well: the end of the pause does.
    @Test func aPreviewSaysWhenPausesEnd() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            try await api.act("pause", on: code, ["reason": "legal"])
            let preview = try await api.publish(["exceptions": try await api.exceptions(adding: "2026-03-05"), "dry_run": true])
            #expect(preview.string("moves.0.report") == code && preview.string("moves.0.before.outcome") == "paused")
            let (before, after) = (preview.string("moves.0.before.resumes_at"), preview.string("moves.0.after.resumes_at"))
            #expect(before != nil && after != nil && before != after, "\(preview.text)")
        }
    }

    static let cases: [(body: String, refusals: [String])] = [
        ("[]", [" wrong_type"]), (#"{"x":1}"#, ["/x unknown_field"]), (#"{"unit":"00004"}"#, ["/unit unknown_value"]),
        (#"{"week":[]}"#, ["/week wrong_type"]), (#"{"week":{"0":[]}}"#, ["/week/0 unknown_field"]),
        (#"{"week":{"1":["8:00-12:00"]}}"#, ["/week/1 time_invalid"]), (#"{"week":{"1":["12:00-08:00"]}}"#, ["/week/1 time_invalid"]),
        (#"{"week":{},"week_from":"1/1/2027"}"#, ["/week_from time_invalid"]), (#"{"week_from":"2027-01-01"}"#, ["/week required"]),
        (#"{"week":{"1":["08:00-12:00","11:00-13:00"]}}"#, ["/week/1 time_invalid"]), (#"{"week":{"1":[7]}}"#, ["/week/1 wrong_type"]),
        (#"{"exceptions":[7]}"#, ["/exceptions/0 wrong_type"]),
        (#"{"exceptions":[{}]}"#, ["/exceptions/0/date required", "/exceptions/0/kind required", "/exceptions/0/name required"]),
        (
            #"{"exceptions":[{"date":"2026-02-30","kind":"fun","name":"x","y":1}]}"#,
            ["/exceptions/0/date time_invalid", "/exceptions/0/kind unknown_value", "/exceptions/0/y unknown_field"]
        ),
        (
            #"{"exceptions":[{"date":"2026-03-09","kind":"special","name":"x"},{"date":"2026-03-09","kind":"special","name":"y"}]}"#,
            ["/exceptions too_many"]
        ),
        (#"{"last_day":"31/12/2028"}"#, ["/last_day time_invalid"]), (#"{"dry_run":"yes"}"#, ["/dry_run wrong_type"]),
        (#"{"name":" "}"#, ["/name blank"]), (#"{"source":"a\u0007"}"#, ["/source control_character"]),
    ]

    @Test func whatIsWrongIsSaidAndNothingIsDone() async throws {
        try await APITest.run(.standingCity) { api in
            for (body, refusals) in Self.cases {
                let answer = try await api.publish(json: body)
                #expect(answer.status == 422 && answer.refusals == refusals, "\(body) \(answer.text)")
            }
            let unfit = try await api.publish(json: #"{"week":{"1":[]},"last_day":"2026-05-01","reason":"x"}"#)
            #expect(unfit.status == 422 && unfit.string("code") == "calendar_unfit", "\(unfit.text)")
            #expect(unfit.refusals.contains("/last_day horizon_too_near"))
            #expect(try await api.publish(["week": [:]], ifMatch: "").status == 428)
            #expect(try await api.publish(["week": [:]], ifMatch: "7").status == 400)
            #expect(try await api.admin("/calendars/hanoi-office").number("version") == 1)
            for (body, refusals) in [
                ("{}", ["/decision required"]), (#"{"decision":"maybe"}"#, ["/decision unknown_value"]),
                (#"{"decision":7,"x":1}"#, ["/decision wrong_type", "/x unknown_field"]),
            ] {
                let headers = ["content-type": "application/json"].merging(Officer.deputy.headers) { $1 }
                let answer = try await api.post("/v1/admin/approvals/\(UUID().uuidString)/decision", headers, body: Array(body.utf8))
                #expect(answer.refusals == refusals, "\(body)")
            }
            #expect(try await api.decide(UUID().uuidString, "approved", by: .deputy).status == 404)
            #expect(try await api.decide("x", "approved", by: .deputy).status == 404)
            #expect(try await api.admin("/approvals?status=closed").refusals == ["status unknown_value"])
            #expect(try await api.admin("/approvals?cursor=x").refusals == ["cursor unknown_value"])
        }
    }
}

extension APITest {
    func admin(_ path: String, as officer: Officer = .coordinator, headers: [String: String] = [:]) async throws -> JSONAnswer {
        try await get("/v1/admin\(path)", officer.headers.merging(headers) { $1 })
    }

    fileprivate static func exceptions(_ calendar: JSONAnswer) throws -> [[String: Any]] {
        let root = try JSONSerialization.jsonObject(with: Data(calendar.text.utf8)) as? [String: Any]
        return try #require(root?["exceptions"] as? [[String: Any]])
    }

    /// The exceptions as they can be sent, and one more.
    func exceptions(adding day: String) async throws -> [[String: Any]] {
        let calendar = try await admin("/calendars/hanoi-office")
        return try Self.exceptions(calendar).map { $0.filter { !($0.value is NSNull) } } + [
            ["date": day, "kind": "special", "name": "Bão"]
        ]
    }

    func publish(
        _ members: [String: Any],
        by officer: Officer = .coordinator,
        ifMatch: String? = nil
    ) async throws -> JSONAnswer {
        let body = String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
        return try await publish(json: body, by: officer, ifMatch: ifMatch)
    }

    fileprivate func publish(json body: String, by officer: Officer = .coordinator, ifMatch: String? = nil) async throws -> JSONAnswer {
        var tag = ifMatch
        if tag == nil { tag = try await admin("/calendars/hanoi-office").header("etag") }
        var headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        if let tag, !tag.isEmpty { headers["if-match"] = tag }
        return try await post("/v1/admin/calendars/hanoi-office/versions", headers, body: Array(body.utf8))
    }

    fileprivate func decide(_ id: String, _ decision: String, by officer: Officer, comment: String? = nil) async throws -> JSONAnswer {
        var members = ["decision": decision]
        if let comment { members["comment"] = comment }
        let headers = ["content-type": "application/json"].merging(officer.headers) { $1 }
        let body = try JSONSerialization.data(withJSONObject: members)
        return try await post("/v1/admin/approvals/\(id)/decision", headers, body: Array(body))
    }
}
