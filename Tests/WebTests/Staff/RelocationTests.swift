import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// A desk moves a report to where it is. The clock stands at Monday 2026-03-02 08:00.
@Suite struct RelocationTests {
    /// In Hoàn Kiếm.
    private static let elsewhere = ["lat": 21.0285, "lon": 105.8542]
    /// Some metres from where `APITest.file` files, in Ba Đình.
    private static let nearby = ["lat": 21.0395, "lon": 105.8364]

    @Test("fixmystreet#2209, #2181: the pin moves to another body, which has the report and its unit from then on")
    func anotherUnitHasTheReportFromThenOn() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.act("acknowledge", on: report.code)
            try await api.act("start", on: report.code)
            let before = try await api.get("/v1/reports/\(report.code)")
            try await api.at("2026-03-02 10:00")
            let moved = try await api.act("relocate", on: report.code, Self.elsewhere)
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            #expect(moved.status == 200 && moved.string("agency.id") == neighbour && moved.string("unit.code") == "00070", "\(moved.text)")
            #expect(moved.string("status") == "acknowledged" && moved.string("history.4.type") == "relocated")
            #expect(moved.string("history.5.type") == "routed" && moved.string("routing.method") != "manual")
            // The citizen's clock goes on, and each desk's time is its own.
            #expect(moved.string("sla.resolve.due_at") == before.string("sla.resolve.due_at"))
            let clocks = try await api.get("/v1/staff/reports/\(report.code)/sla", Officer.neighbour.headers)
            #expect(clocks.number("clocks.2.used_s") == 7_200 && clocks.string("clocks.3.agency.id") == neighbour)
            let after = try await api.get("/v1/reports/\(report.code)")
            #expect(after.string("unit.code") == "00070" && after.number("point.lat") != before.number("point.lat"))
            let own = try await api.get("/v1/reports/\(report.code)", report.headers)
            #expect(own.number("own.location.lat") == 21.0285 && own.string("own.accuracy_m") == "null")
            let timeline = try await api.get("/v1/reports/\(report.code)/timeline")
            #expect(timeline.string("items.4.type") == "relocated" && timeline.count("held_by") == 2, "\(timeline.text)")
            #expect(try await api.act("start", on: report.code).status == 403)
            #expect(try await api.act("start", on: report.code, by: .neighbour).status == 200)
        }
    }

    /// A pin that was some metres off is no reason to take a report from whoever has it by now.
    @Test func withinTheUnitItStaysWhereItIs() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let company = try await api.agency("company-water")
            try await api.act("transfer", on: code, ["agency": company, "reason": "Đường ống"])
            let moved = try await api.act("relocate", on: code, Self.nearby, by: .coordinator)
            #expect(moved.string("agency.id") == company && moved.number("location.lat") == 21.0395, "\(moved.text)")
            #expect(moved.string("history.4.type") == "relocated" && moved.count("history") == 5)
            let back = try await api.act("undo", on: code, by: .coordinator)
            #expect(back.string("agency.id") == company && back.number("location.lat") == 21.039446, "\(back.text)")
        }
    }

    /// A slip of the hand on the map: for five minutes it is as if it had never been.
    @Test func whoeverMovedAReportTakesItBack() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            try await api.act("acknowledge", on: report.code)
            try await api.act("start", on: report.code)
            let before = try await (api.read(report.code), api.get("/v1/reports/\(report.code)"))
            let own = try await api.get("/v1/reports/\(report.code)", report.headers)
            let moved = try await api.act("relocate", on: report.code, Self.elsewhere)
            #expect(moved.string("unit.code") == "00070" && moved.text.contains("\"undo\""), "\(moved.text)")
            #expect(try await api.act("undo", on: report.code, by: .neighbour).string("rule") == "not_own_step")
            try await api.at("2026-03-02 08:05")
            let undone = try await api.act("undo", on: report.code)
            #expect(undone.status == 200 && undone.string("status") == "in_progress", "\(undone.text)")
            for member in ["agency.id", "unit.code", "routing.method", "routing.confidence", "location.lat", "sla.resolve.due_at"] {
                #expect(undone.text(member) == before.0.text(member), "\(member) \(undone.text)")
            }
            let after = try await api.get("/v1/reports/\(report.code)")
            for member in ["point.lat", "point.lon", "unit.code", "boundary_version.id"] {
                #expect(after.text(member) == before.1.text(member), "\(member) \(after.text)")
            }
            let told = try await api.get("/v1/reports/\(report.code)", report.headers)
            for member in ["own.accuracy_m", "own.location.lat", "own.location.lon"] { #expect(told.text(member) == own.text(member)) }
            #expect(try await api.read(report.code, as: .neighbour).status == 404)
            let kept = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM report_private WHERE point_before IS NOT NULL",
                as: Int.self
            )
            #expect(kept == [0])
            // It was no transfer: two more are.
            for (place, officer) in [(Self.elsewhere, Officer.desk), (Self.nearby, .neighbour)] {
                #expect(try await api.act("relocate", on: report.code, place, by: officer).string("agency.kind") == "committee")
            }
            try await api.at("2026-03-02 08:11")
            #expect(try await api.act("undo", on: report.code, by: .neighbour).string("rule") == "undo_too_late")
        }
    }

    @Test func theThirdDeskByPlaceIsTheCoordinatorToo() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            #expect(try await api.act("relocate", on: code, Self.elsewhere).string("agency.kind") == "committee")
            #expect(try await api.act("relocate", on: code, Self.nearby, by: .neighbour).string("unit.code") == "00004")
            let third = try await api.act("relocate", on: code, Self.elsewhere)
            #expect(third.string("agency.kind") == "coordinator" && third.string("unit.code") == "00070", "\(third.text)")
        }
    }

    /// What is kept from units stays with the city wherever it is.
    @Test func conductStaysWithTheCity() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["category": "service.conduct"])
            let moved = try await api.act("relocate", on: code, Self.elsewhere, by: .coordinator)
            #expect(moved.string("agency.kind") == "coordinator" && moved.string("unit.code") == "00070", "\(moved.text)")
            #expect(try await api.read(code, as: .neighbour).status == 404)
        }
    }

    @Test func placesThatAreNoneChangeNothing() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.accepted()
            let rows = try await api.rowCounts()
            let cases: [([String: Any], Int, [String])] = [
                ([:], 422, ["/lat required", "/lon required"]), (["lat": "21", "lon": 105.8], 422, ["/lat wrong_type"]),
                (["lat": 105.8542, "lon": 21.0285], 422, ["/lat coordinates_swapped"]),
                (["lat": 91, "lon": 181], 422, ["/lat out_of_range", "/lon out_of_range"]),
                (["lat": 21.0285, "lon": 105.8542, "reason": "x"], 422, ["/reason unknown_field"]),
            ]
            for (members, status, refusals) in cases {
                let answer = try await api.act("relocate", on: code, members)
                #expect(answer.status == status && answer.refusals == refusals, "\(answer.text)")
            }
            for outside in [["lat": 20.4, "lon": 106.9], ["lat": -33, "lon": 151]] {
                let answer = try await api.act("relocate", on: code, outside)
                #expect(answer.status == 422 && answer.string("code") == "outside_area", "\(answer.text)")
            }
            #expect(try await api.rowCounts() == rows)
            try await api.act("resolve", on: code)
            #expect(try await api.act("relocate", on: code, Self.elsewhere).string("rule") == "status")
        }
    }
}
