import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// Taking back and correcting what nobody has accepted yet. The clock stands at 2026-03-02 08:00.
@Suite struct CorrectionTests {
    @Test func aReportIsWithdrawnBeforeItIsAccepted() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let key = ["idempotency-key": UUID().uuidString]
            let done = try await api.reporter("withdraw", on: report, nil, key)
            #expect(done.status == 200 && done.string("status") == "withdrawn", "\(done.text)")
            let again = try await api.reporter("withdraw", on: report, nil, key)
            #expect(again.status == 200 && again.header("idempotent-replay") == "true")
            #expect(try await api.reporter("withdraw", on: report).string("rule") == "status")
            let shown = try await api.get("/v1/reports/\(report.code)")
            #expect(shown.string("sla.acknowledge.state") == "met" && shown.string("sla.resolve.state") == "cancelled")
            let accepted = try await api.filedReport()
            try await api.act("acknowledge", on: accepted.code)
            #expect(try await api.reporter("withdraw", on: accepted).status == 409)
            #expect(try await api.correct(accepted, ["description": "Khác"]).string("rule") == "status")
        }
    }

    @Test func wordsAreCorrectedAndLeaveTheReportWhereItIs() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let before = try await api.get("/v1/reports/\(report.code)", report.headers)
            let corrected = try await api.correct(report, ["description": "Ổ gà trước số 12", "address": "12 Đội Cấn"])
            #expect(corrected.status == 200, "\(corrected.text)")
            #expect(corrected.string("own.description") == "Ổ gà trước số 12" && corrected.string("own.address") == "12 Đội Cấn")
            for path in ["unit.code", "agency.id", "category.code", "sla.acknowledge.due_at", "own.location.lat"] {
                #expect(corrected.text(path) == before.text(path), "\(path)")
            }
            #expect(try await api.get("/v1/reports/\(report.code)/timeline").text.contains("corrected"))
        }
    }

    /// The clocks go on, at the desk of the other unit.
    @Test func anotherPlaceRoutesAnew() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let before = try await api.get("/v1/reports/\(report.code)")
            let elsewhere = try #require(try await api.point(of: "00070"))
            try await api.at("2026-03-02 09:00")
            let corrected = try await api.correct(report, ["location": ["lat": elsewhere.lat, "lon": elsewhere.lon]])
            #expect(corrected.status == 200, "\(corrected.text)")
            #expect(corrected.string("unit.code") == "00070" && corrected.string("routing.method") == "point")
            #expect(corrected.text("point.lat") != before.text("point.lat"))
            #expect(corrected.string("sla.acknowledge.due_at") == before.string("sla.acknowledge.due_at"))
            #expect(try await api.read(report.code, as: .neighbour).status == 200)
            #expect(try await api.act("acknowledge", on: report.code, by: .neighbour).status == 200)
            let held = try await api.get("/v1/reports/\(report.code)/timeline")
            #expect(held.count("held_by") == 2)
        }
    }

    @Test func anotherCategoryBringsItsOwnLimits() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let corrected = try await api.correct(report, ["category": "service.conduct"])
            #expect(corrected.status == 200, "\(corrected.text)")
            #expect(corrected.string("category.code") == "service.conduct" && corrected.string("agency.kind") == "coordinator")
            // Never listed from now on.
            #expect(try await api.get("/v1/reports/\(report.code)").status == 404)
            #expect(try await api.get("/v1/reports/\(report.code)", report.headers).string("point") == "null")
        }
    }

    /// What leads where it was routed before leaves it with whoever has it by now.
    @Test func whatIsHandledInTheSamePlaceStaysWithItsDesk() async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            #expect(try await api.act("transfer", on: report.code, ["agency": neighbour, "reason": "x"]).status == 200)
            for members in [
                ["category": "road.sidewalk"], ["location": ["lat": 21.0395, "lon": 105.8364]], ["description": "Ổ gà khác"],
            ] as [[String: Any]] {
                let corrected = try await api.correct(report, members)
                #expect(corrected.status == 200 && corrected.string("agency.id") == neighbour, "\(corrected.text)")
            }
            #expect(try await api.get("/v1/reports/\(report.code)/timeline").count("held_by") == 2)
            #expect(try await api.act("acknowledge", on: report.code, by: .neighbour).status == 200)
        }
    }

    @Test(
        arguments: [
            ([:], [" required"]), (["category": "x"], ["/category unknown_category"]), (["description": ""], ["/description blank"]),
            (["location": ["lat": 105.8, "lon": 21.0]], ["/location coordinates_swapped"]),
            (["location": ["lat": 10.8, "lon": 106.6]], ["/location outside_area"]),
            (["reporter": ["name": "x"]], ["/reporter unknown_field"]),
            (["attributes": ["x": 1]], ["/attributes/x unknown_field"]), (["location": 1], ["/location wrong_type"]),
        ] as [([String: any Sendable], [String])]
    )
    func whatCannotBeCorrectedSoIsRefused(_ members: [String: any Sendable], _ refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            let report = try await api.filedReport()
            let before = try await api.rowCounts()
            let refused = try await api.correct(report, members)
            #expect(refused.status == 422 && refused.refusals == refusals, "\(refused.text)")
            #expect(try await api.rowCounts() == before)
        }
    }

    /// Whoever reported the same waits for what is done about it.
    @Test func whatOthersAreDuplicatesOfIsNotWithdrawn() async throws {
        try await APITest.run(.standingCity) { api in
            let (original, copy) = (try await api.filedReport(), try await api.filedReport())
            #expect(try await api.act("mark_duplicate", on: copy.code, ["of": original.code]).status == 200)
            #expect(try await api.reporter("withdraw", on: original).string("rule") == "has_duplicates")
            #expect(try await api.act("unmerge", on: copy.code).status == 200)
            #expect(try await api.reporter("withdraw", on: original).string("status") == "withdrawn")
            #expect(try await api.act("mark_duplicate", on: copy.code, ["of": original.code]).string("rule") == "original_ended")
        }
    }
}

extension JSONAnswer {
    /// A value by its path, as text.
    func text(_ path: String) -> String { self[path].map { "\($0)" } ?? "" }
}

extension APITest {
    /// A point inside a unit.
    func point(of unit: String) async throws -> (lat: Double, lon: Double)? {
        try await database.pool(.superuser).query(
            "SELECT ST_Y(point), ST_X(point) FROM unit WHERE code = \(unit) AND valid_to IS NULL",
            as: (Double, Double).self
        ).first.map { (lat: $0.0, lon: $0.1) }
    }
}
