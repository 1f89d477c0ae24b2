import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

/// Desks and units come into being while others read: whoever is told of a report there is told so at once, though this instance looks for
/// another catalogue once a second only.
@Suite struct NewDeskTests {
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
}

extension TestDatabase {
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
