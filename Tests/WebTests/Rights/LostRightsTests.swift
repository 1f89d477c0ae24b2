import DatabaseTesting
import Foundation
import HTTPTypes
import Postgres
import ProviderTesting
import Testing

@testable import Web

/// Who has lost a right by the time an act would be committed does not act, however their request began.
@Suite struct LostRightsTests {
    @Test func everyWriteOfStaffIsTried() {
        let writes = OpenAPI.Document.v1.operations.filter { $0.token == .staff && $0.method != .get }.map(\.id)
        #expect(Set(writes) == Set(StaffAct.all.map(\.operation)).union(StaffAct.exempt))
    }

    /// What is taken from them is taken, and not yet committed, when the request comes in: so it is let in, and its act waits.
    @Test(arguments: StaffAct.all) func whatIsLostMeanwhileIsMissed(_ act: StaffAct) async throws {
        try await Self.run { api, issuer in
            for loss in act.losses {
                let actor = try await StaffActor(act, api, issuer)
                let request = try await act.request(actor)
                let (answer, hasWaited, changed) = try await Self.answer(to: request, of: actor, losing: loss, api.database)
                #expect([401, 403, 404].contains(answer.status), "\(loss): \(answer.status) \(answer.text)")
                #expect(hasWaited, "\(loss)")
                #expect(changed.subtracting(act.traces) == [], "\(loss)")
            }
            // Nothing else was wrong about it.
            let actor = try await StaffActor(act, api, issuer)
            let answer = try await actor.send(try await act.request(actor))
            #expect((200..<300).contains(answer.status), "\(answer.status) \(answer.text)")
        }
    }

    /// Somebody of the desk that has a report works by then at one that was asked for an opinion, which is not told who reported.
    @Test func whatIsShownIsTheirsToSeeByThen() async throws {
        let act = StaffAct("actOnReport") { actor in
            let code = try await actor.api.filed(["reporter": ["phone": "0912345678"]])
            try await actor.api.act("acknowledge", on: code)
            let other = try await actor.api.agency("committee-00070-2025-07-01")
            try await actor.api.act("request_opinion", on: code, ["agency": other, "question": "Ai quản lý ngõ này?"])
            let path = "/v1/staff/reports/\(code)"
            return .post("\(path)/actions", #"{"action":"give_opinion","text":"Phường"}"#, ifMatch: try await actor.tag(path))
        }
        try await Self.run { api, issuer in
            let actor = try await StaffActor(act, api, issuer)
            let request = try await act.request(actor)
            let (answer, hasWaited, _) = try await Self.answer(to: request, of: actor, losing: .desk, api.database)
            #expect(answer.status == 200 && hasWaited && answer["reporter"] == nil, "\(answer.text)")
            #expect(answer.string("history.4.texts.opinion") == "Phường")
            let shown = try #require(try await api.database.audit().last { $0.action == "private_read" })
            #expect(shown.actor == "staff \(actor.username)" && !shown.details.contains("phone"), "\(shown.details)")
        }
    }

    @Test func whoeverTakesARightWaitsForTheActUnderWay() async throws {
        try await Self.run { api, issuer in
            let act = try #require(StaffAct.all.first { $0.operation == "liftLegalHold" })
            let actor = try await StaffActor(act, api, issuer)
            let request = try await act.request(actor)
            let pool = api.database.pool(.superuser)
            let (held, isHeld) = AsyncStream.makeStream(of: Void.self)
            async let holding = pool.withTransaction { connection in
                defer { isHeld.finish() }
                try connection.execute("SELECT FROM legal_hold FOR UPDATE")
                isHeld.finish()
                // The act waits for the hold, and the loss for the act.
                return try await Self.wait(for: 2, on: connection)
            }
            for await _ in held {}
            async let answer = actor.send(request)
            #expect(try await pool.withConnection { connection in try await Self.wait(for: 1, on: connection) })
            try await pool.withTransaction { connection in try Loss.account.take(from: actor.account, on: connection) }
            #expect(try await holding)
            #expect(try await answer.status == 200)
            let entry = try #require(try await api.database.audit().last)
            #expect(entry.actor == "staff \(actor.username)" && entry.action == "hold_lifted")
            #expect(try await actor.send(request).status == 401)
        }
    }

    private static func run(_ body: @Sendable @escaping (APITest, TestIssuer) async throws -> Void) async throws {
        let issuer = try TestIssuer()
        defer { issuer.stop() }
        try await APITest.run(with: issuer, .standingCity) { api in try await body(api, issuer) }
    }

    /// The answer to a request that waits while its actor loses something, whether it did wait, and the tables that it changed.
    private static func answer(
        to request: RightsRequest,
        of actor: StaffActor,
        losing loss: Loss,
        _ database: TestDatabase
    ) async throws -> (JSONAnswer, hasWaited: Bool, changed: Set<String>) {
        let pool = database.pool(.superuser)
        let (taken, isTaken) = AsyncStream.makeStream(of: Void.self)
        async let taking = pool.withTransaction { connection in
            defer { isTaken.finish() }
            try loss.take(from: actor.account, on: connection)
            let before = try rows(on: connection)
            isTaken.finish()
            return (before, try await wait(for: 1, on: connection))
        }
        for await _ in taken {}
        let answer = try await actor.send(request)
        let (before, hasWaited) = try await taking
        let after = try await pool.withConnection { try rows(on: $0) }
        return (answer, hasWaited, Set(after.keys.filter { after[$0] != before[$0] }))
    }

    /// Waits until so many sessions of the database wait for a lock, five seconds at most; false if they do not.
    private static func wait(for count: Int, on connection: isolated Connection) async throws -> Bool {
        for _ in 0..<250 {
            // Else a transaction goes on seeing what it has seen.
            try connection.execute("SELECT pg_stat_clear_snapshot()")
            let waiting = try connection.query(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                as: Int.self
            ).first
            if let waiting, waiting >= count { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// What tells of every row of every table, by the table: whoever writes a row, or deletes one, changes it.
    private static func rows(on connection: isolated Connection) throws -> [String: String] {
        let tables = try connection.query(
            """
            SELECT
                relname::text,
                query_to_xml(
                    format('SELECT count(*), sum(hashtextextended(ctid::text || xmin::text, 0)) FROM %I', relname), false, true, ''
                )::text
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
                AND relkind = 'r'
            """,
            as: (String, String).self
        )
        return Dictionary(uniqueKeysWithValues: tables)
    }
}
