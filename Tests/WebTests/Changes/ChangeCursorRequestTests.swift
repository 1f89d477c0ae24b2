import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// From where a reader goes on.
@Suite struct ChangeCursorRequestTests {
    @Test(arguments: [
        ("?scope=all", "scope unknown_value"), ("?scope=", "scope unknown_value"), ("?since=", "since unknown_value"),
        ("?since=0", "since unknown_value"), ("?since=NOW", "since unknown_value"), ("?since=AAAAAAAAAAAAAAAAAAAB%00", nil),
        ("?limit=0", "limit out_of_range"), ("?limit=201", "limit out_of_range"), ("?wait=0", "wait out_of_range"),
        ("?wait=31", "wait out_of_range"), ("?wait=1.5", "wait out_of_range"), ("?wait=99999999999999999999", "wait out_of_range"),
        ("?cursor=x", "cursor unknown_field"), ("?since=now&since=now", nil),
        // Of another scope.
        ("?scope=public&since=AQAAAAAAAAAAAAAAAAAA", "since unknown_value"),
    ])
    func whatIsWrongIsNamed(query: String, refusal: String?) async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.get("/v1/changes\(query)")
            #expect(answer.status == (refusal == nil ? 400 : 422), "\(answer.text)")
            #expect(answer.refusals == [refusal].compactMap(\.self))
            let stream = try await api.get("/v1/changes\(query)", ["accept": "text/event-stream"])
            #expect(stream.status == answer.status && stream.refusals == answer.refusals)
        }
    }

    @Test func theLastEventOfAStreamIsACursorToo() async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.get("/v1/changes", ["accept": "text/event-stream", "last-event-id": "x"])
            #expect(answer.status == 422 && answer.refusals == ["Last-Event-ID unknown_value"])
            // To others it means nothing.
            #expect(try await api.get("/v1/changes", ["last-event-id": "x"]).status == 200)
        }
    }

    @Test func whereNothingHasHappenedThereIsAPlaceAllTheSame() async throws {
        try await APITest.run(.standingCity) { api in
            let empty = try await api.changes()
            #expect(empty.count == 0 && empty.next.utf8.count == 20)
            #expect(try await api.changes("?since=now").next == empty.next)
            #expect(empty.answer.header("link") == "</v1/changes?scope=public&limit=50&since=\(empty.next)>; rel=\"next\"")
            // What has no position yet has not happened for any reader.
            let code = try await api.filed()
            #expect(try await api.changes("?since=\(empty.next)").count == 0)
            try await api.number()
            #expect(try await api.changes("?since=\(empty.next)").values("report.code") == [code, code])
            let now = try await api.changes("?since=now")
            #expect(now.count == 0 && now.next != empty.next)
            #expect(try await api.changes("?since=\(now.next)").next == now.next)
            #expect(try await api.head("/v1/changes?wait=30").status == 200)
        }
    }

    /// In pages of any size everybody reads the same, once; each item is a place to go on from.
    @Test(arguments: [1, 2, 7, 200]) func pagesOfAnySizeAreTheSameFeed(limit: Int) async throws {
        try await APITest.run(.standingCity) { api in
            for _ in 0..<5 { try await api.act("acknowledge", on: try await api.filed()) }
            try await api.number()
            let order = try await api.database.pool(.superuser).query(
                """
                SELECT report.code || ' ' || event.seq
                FROM report_event AS event
                JOIN report ON report.id = event.report_id
                ORDER BY event.position
                """,
                as: String.self
            )
            var (told, cursors, next): ([String], [String], String?) = ([], [], nil)
            while true {
                let since = next.map { "&since=\($0)" } ?? ""
                let page = try await api.changes("?scope=city&limit=\(limit)\(since)", Officer.coordinator.headers)
                guard page.count > 0 else { break }
                #expect(page.count <= limit && page.values("cursor").last == page.next)
                told += page.values("report.code", "seq").map { String($0.dropLast(2)) }
                cursors += page.values("cursor")
                next = page.next
            }
            #expect(told == order && Set(cursors).count == order.count)
            for (number, cursor) in cursors.enumerated() {
                let rest = try await api.changes("?scope=city&since=\(cursor)&limit=200", Officer.coordinator.headers)
                #expect(rest.count == order.count - number - 1)
            }
        }
    }

    /// Of 10,000 foreign events a request looks at a part, and its reader goes on behind them.
    @Test func aReaderGetsPastWhatIsOfOthers() async throws {
        try await APITest.run(.standingCity) { api in
            let foreign = try await api.filed()
            try await api.database.pool(.superuser).withConnection { connection in
                try connection.execute(
                    """
                    INSERT INTO report_event (report_id, seq, at, type, actor_kind, agency_id, is_public, data)
                    SELECT id, last_seq + number, updated_at, 'noted', 'system', agency_id, false, '{}'
                    FROM report
                    CROSS JOIN generate_series(1, 10000) AS number
                    WHERE code = \(foreign)
                    ORDER BY number
                    """
                )
                try connection.execute("UPDATE report SET last_seq = last_seq + 10000 WHERE code = \(foreign)")
            }
            let client = try await api.client("ihanoi", scopes: ["reports.file", "changes.read"])
            let own = try await api.filedReport(headers: client.headers).code
            try await api.number()
            var (next, pages) = ("", 0)
            while pages < 10 {
                let page = try await api.changes("?scope=client\(next.isEmpty ? "" : "&since=\(next)")", client.headers)
                pages += 1
                #expect(page.next != next)
                next = page.next
                if page.count > 0 {
                    #expect(page.values("report.code") == [own, own])
                    break
                }
            }
            #expect(pages == 3)
            // Who waits is not sent through them.
            let whole = try await api.changes("?scope=client&wait=30", client.headers)
            #expect(whole.values("report.code") == [own, own])
        }
    }

    /// After a restore: there is no such place, or another event stands there.
    @Test func aCursorOfAnotherHistoryIsPast() async throws {
        try await APITest.run(.standingCity) { api in
            _ = try await api.filed()
            try await api.number()
            let cursor = try #require(ChangeCursor(try await api.changes("?scope=public").next))
            let beyond = ChangePlace(position: cursor.place.position + 1, mark: cursor.place.mark)
            let other = ChangePlace(position: cursor.place.position, mark: Data(repeating: 7, count: 6))
            let unmarked = ChangePlace(position: cursor.place.position + 1_000_000, mark: ChangePlace.beginning.mark)
            let client = try await api.client("ihanoi", scopes: ["changes.read"])
            for (scope, headers) in [
                (ChangeScope.anybody, [:]), (.client, client.headers), (.agency, Officer.desk.headers),
                (.city, Officer.coordinator.headers),
            ] {
                for place in [beyond, other, unmarked, ChangePlace(position: 1 << 56, mark: Data(count: 6))] {
                    let path = "/v1/changes?scope=\(scope.rawValue)&wait=30&since=\(ChangeCursor(scope, place).text)"
                    let answer = try await api.get(path, headers)
                    #expect(answer.status == 410 && answer.string("code") == "cursor_past", "\(scope) \(answer.text)")
                }
                let there = ChangeCursor(scope, cursor.place).text
                #expect(try await api.get("/v1/changes?scope=\(scope.rawValue)&since=\(there)", headers).status == 200)
            }
        }
    }
}
