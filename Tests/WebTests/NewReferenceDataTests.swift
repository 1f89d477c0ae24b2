import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Desks, units and categories come into being while others read: whoever asks about them is answered at once, though this instance looks
/// for another catalogue once a second only.
@Suite struct NewReferenceDataTests {
    /// Who asks for what.
    enum Question: CaseIterable {
        case report, timeline, list, similar, changes
        case ownReport, ownTimeline
        case deskList, deskReport

        func path(_ code: String) -> String {
            switch self {
            case .report, .ownReport: "/v1/reports/\(code)"
            case .timeline, .ownTimeline: "/v1/reports/\(code)/timeline"
            case .list: "/v1/reports"
            case .similar: "/v1/reports/similar?lat=21.039446&lon=105.836365"
            case .changes: "/v1/changes"
            case .deskList: "/v1/staff/reports"
            case .deskReport: "/v1/staff/reports/\(code)"
            }
        }

        func headers(_ token: String) -> [String: String] {
            switch self {
            case .report, .timeline, .list, .similar, .changes: [:]
            case .ownReport, .ownTimeline: ["authorization": "Bearer \(token)"]
            case .deskList, .deskReport: Officer.coordinator.headers
            }
        }
    }

    @Test(arguments: Question.allCases) func whatIsAtANewDeskIsToldAtOnce(question: Question) async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file()
            let code = try #require(filed.string("code"))
            let headers = question.headers(try #require(filed.string("tracking_token")))
            try await api.number()
            #expect(try await api.get(question.path(code), headers).status == 200)
            try await api.database.passOn(code, to: "Sở mới")
            let answer = try await api.get(question.path(code), headers)
            #expect(answer.status == 200 && answer.text.contains("Sở mới"), "\(answer.text)")
            // Timelines tell of no unit.
            #expect(answer.text.contains("Phường mới") == answer.text.contains("\"unit\""))
        }
    }

    @Test func somebodyIsInvitedToANewDesk() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            #expect(try await api.get("/v1/categories").status == 200)
            try await api.database.passOn(code, to: "Sở mới")
            #expect(try await api.staff("can-bo-moi", at: "new-desk", ["officer"]).isEmpty == false)
        }
    }

    /// What hangs on a category that is not known would be passed over for good.
    @Test func aFollowerOfTheCityMissesNothingOfANewCategory() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.number()
            let account = try await api.database.account("bang-so", at: "committee-00004-2025-07-01", [.dashboard])
            let follower = ["authorization": "Bearer \(try await api.database.session(of: account))"]
            let before = try await api.changes("?scope=city", follower)
            #expect(before.values("report.category.code") == ["road.pothole", "road.pothole"])
            try await api.database.reclassify(code)
            let told = try await api.changes("?scope=city", follower)
            #expect(told.values("report.category.code") == ["road.new", "road.new"] && told.next == before.next)
        }
    }
}

extension TestDatabase {
    /// A category that nobody knew is written into a report: a copy of the one it has.
    fileprivate func reclassify(_ code: String) async throws {
        try await pool(.superuser).withTransaction { connection in
            try connection.execute("SET LOCAL session_replication_role = replica")
            try connection.execute(
                """
                WITH old AS (
                    SELECT category.*, gen_random_uuid() AS new_id
                    FROM category
                    JOIN report ON report.category_id = category.id
                    WHERE report.code = \(code)
                ), made AS (
                    INSERT INTO category (id, code, parent_id, position, version, reference_hash)
                    SELECT new_id, 'road.new', parent_id, position, version, reference_hash
                    FROM old
                ), said AS (
                    INSERT INTO category_version
                    SELECT (jsonb_populate_record(category_version, jsonb_build_object('category_id', old.new_id))).*
                    FROM category_version
                    JOIN old ON old.id = category_version.category_id
                )
                UPDATE report SET category_id = old.new_id FROM old WHERE report.code = \(code)
                """
            )
            try connection.execute("UPDATE reference_state SET epoch = epoch + 1")
        }
    }

    /// A desk that nobody knew is written into a report and all its history, and so is a unit.
    fileprivate func passOn(_ code: String, to desk: String) async throws {
        try await pool(.superuser).withTransaction { connection in
            // Histories are added to, and never changed, by anybody else.
            try connection.execute("SET LOCAL session_replication_role = replica")
            try connection.execute(
                """
                WITH desk AS (
                    INSERT INTO agency (id, code, kind, name, name_en, short_name)
                    VALUES (gen_random_uuid(), 'new-desk', 'department', \(desk), 'New department', \(desk))
                    RETURNING id
                ), place AS (
                    INSERT INTO unit
                    SELECT (jsonb_populate_record(unit, jsonb_build_object('id', gen_random_uuid(), 'code', '99999', 'full_name', 'Phường mới'))).*
                    FROM unit
                    WHERE id = (SELECT unit_id FROM report WHERE code = \(code))
                    RETURNING id
                ), passed AS (
                    UPDATE report SET agency_id = desk.id, unit_id = place.id FROM desk, place WHERE code = \(code) RETURNING report.id
                )
                UPDATE report_event SET agency_id = desk.id FROM desk, passed WHERE report_id = passed.id
                """
            )
            // Triggers do not fire either.
            try connection.execute("UPDATE reference_state SET epoch = epoch + 1")
        }
    }
}
