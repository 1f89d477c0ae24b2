import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

/// The calendars of `standingCity` end with 2027, and reference data change while reports are read.
@Suite struct CalendarEndTests {
    @Test func nobodyGetsMoreTimeThanCalendarsKnow() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.at("2027-12-01 08:00")
            let (running, paused) = (try await api.accepted(), try await api.accepted())
            try await api.act("pause", on: paused, ["reason": "legal"])
            for code in [running, paused] {
                let refused = try await api.act("extend", on: code, ["working_hours": 200, "reason": "x"])
                #expect(refused.status == 422 && refused.refusals == ["/working_hours out_of_range"])
                try await api.act("extend", on: code, ["working_hours": 8, "reason": "x"])
                #expect(try await api.act("approve", on: code, by: .coordinator).status == 200)
            }
        }
    }

    /// Weeks before their end filing goes on: what cannot be known yet is not said.
    @Test func nearTheirEndReportsAreFiled() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.at("2027-12-22 08:00")
            let accepted = try await api.accepted()
            try await api.at("2027-12-29 08:00")
            let code = try await api.filed()
            let report = try await api.read(code)
            #expect(report.string("sla.acknowledge.due_at") == "2027-12-29T17:30:00+07:00")
            #expect(report.string("sla.resolve.state") == "pending" && report.string("sla.resolve.projected_due_at") == nil)
            for code in [accepted, code] {
                #expect(try await api.get("/v1/staff/reports/\(code)/sla", Officer.desk.headers).status == 200)
            }
        }
    }

    @Test func beyondTheirEndAReportIsStillRead() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.at("2027-12-01 08:00")
            let code = try await api.filed()
            try await api.at("2028-01-03 08:00")
            let report = try await api.read(code)
            #expect(report.status == 200 && report.string("description") == "Ổ gà sâu trước cổng chợ")
            #expect(report.count("allowed_actions") == 0)
            let clocks = try await api.get("/v1/staff/reports/\(code)/sla", Officer.desk.headers)
            #expect(clocks.status == 503 && clocks.string("code") == "unavailable")
            let acted = try await api.act("acknowledge", on: code)
            #expect(acted.status == 503 && acted.header("retry-after") != nil)
        }
    }

    /// Another instance knows a policy that this one has not read yet.
    @Test func aReportIsReadByThePoliciesOfItsMoment() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            #expect(try await api.read(code).status == 200)
            let pool = api.database.pool(.superuser)
            try await pool.execute(
                """
                INSERT INTO sla_policy
                SELECT (jsonb_populate_record(policy, jsonb_build_object('id', gen_random_uuid(), 'version', 99, 'retired_at', now()))).*
                FROM sla_policy AS policy
                JOIN report_event AS event ON (event.data ->> 'policy')::uuid = policy.id
                """
            )
            try await pool.withTransaction { connection in
                try connection.execute("SET LOCAL session_replication_role = replica")
                try connection.execute(
                    """
                    UPDATE report_event
                    SET data = data || jsonb_build_object('policy', (SELECT id FROM sla_policy WHERE version = 99))
                    WHERE type = 'filed'
                    """
                )
            }
            #expect(try await api.read(code).string("allowed_actions.0") == "acknowledge")
            #expect(try await api.get("/v1/staff/reports/\(code)/sla", Officer.desk.headers).status == 200)
        }
    }
}
