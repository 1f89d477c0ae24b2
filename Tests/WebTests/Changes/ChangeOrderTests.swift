import DatabaseTesting
import Domain
import Foundation
import HTTPTypes
import NIOCore
import Postgres
import Services
import Synchronization
import Testing

@testable import Web

/// Sixteen write, three read, each in another way, while sessions of the database are ended under all of them.
@Suite struct ChangeOrderTests {
    private static let writers = 16
    private static let reportsOfEach = 6

    /// What is to be read in the end; nil while there is more to come.
    private final class Total: Sendable {
        private let count = Mutex<Int?>(nil)
        var value: Int? { count.withLock { $0 } }
        func set(_ count: Int) { self.count.withLock { $0 = count } }
    }

    @Test(.timeLimit(.minutes(30))) func eachReaderHearsOfEachChangeOnceInOneOrder() async throws {
        try await APITest.run(.city) { api in
            let total = Total()
            let told = try await api.numbering {
                try await withThrowingTaskGroup(of: [String].self) { readers in
                    readers.addTask { try await Self.poll("", total, api) }
                    readers.addTask { try await Self.poll("&wait=5", total, api) }
                    async let stream = Self.stream(api)
                    try await Self.write(api)
                    total.set(try await Self.order(api).count)
                    var told = try await readers.reduce(into: []) { $0.append($1) }
                    try await Task.sleep(for: .seconds(3))
                    api.useCases.changes.signal.end()
                    told.append(try await stream)
                    return told
                }
            }
            let order = try await Self.order(api)
            #expect(order.count >= 3 * Self.writers * Self.reportsOfEach)
            for reader in told { #expect(reader == order) }
        }
    }

    /// Every event, when all have their positions.
    private static func order(_ api: APITest) async throws -> [String] {
        let pool = api.database.pool(.superuser)
        while try await pool.query("SELECT EXISTS (SELECT FROM report_event WHERE position IS NULL)", as: Bool.self) != [false] {
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await pool.query(
            """
            SELECT report.code || ' ' || event.seq || ' ' || event.type
            FROM report_event AS event
            JOIN report ON report.id = event.report_id
            ORDER BY event.position
            """,
            as: String.self
        )
    }

    // MARK: Writers

    private static func write(_ api: APITest) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<40 where !Task.isCancelled {
                    try await api.database.pool(.superuser).execute(
                        """
                        SELECT pg_terminate_backend(pid)
                        FROM (
                            SELECT pid
                            FROM pg_stat_activity
                            WHERE datname = current_database()
                                AND usename IN ('app_rw', 'app_public_ro')
                            ORDER BY random()
                            LIMIT 2
                        ) AS session
                        """
                    )
                    try await Task.sleep(for: .milliseconds(.random(in: 20...120)))
                }
            }
            for _ in 0..<writers {
                group.addTask { for _ in 0..<reportsOfEach { try await act(on: try await filed(api), api) } }
            }
            try await group.waitForAll()
        }
    }

    /// With one key until it is answered.
    private static func filed(_ api: APITest) async throws -> String {
        let key = UUID().uuidString
        while true {
            let answer = try await api.file(key: key)
            if answer.status == 201, let code = answer.string("code") { return code }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Whatever comes of it: what was done is in the history.
    private static func act(on code: String, _ api: APITest) async throws {
        for action in ["acknowledge", "start", "note", "publish"] {
            let officer = [Officer.desk, .colleague, .coordinator].randomElement() ?? .desk
            let tag = try await api.read(code, as: officer).header("etag")
            _ = try await api.act(action, on: code, action == "note" ? ["text": "x"] : [:], by: officer, ifMatch: tag ?? "\"1-x\"")
        }
    }

    // MARK: Readers

    private static func poll(_ wait: String, _ total: Total, _ api: APITest) async throws -> [String] {
        var (told, next): ([String], String?) = ([], nil)
        while total.value.map({ told.count < $0 }) ?? true {
            let since = next.map { "&since=\($0)" } ?? ""
            let answer = try await api.get("/v1/changes?scope=city&limit=7\(since)\(wait)", Officer.coordinator.headers)
            #expect([200, 503].contains(answer.status), "\(answer.text)")
            guard answer.status == 200 else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            let page = Changes(answer: answer)
            told += page.told
            next = page.next
            if page.count == 0, wait.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        }
        return told
    }

    /// Until the service goes; a stream that breaks is resumed.
    private static func stream(_ api: APITest) async throws -> [String] {
        var (told, last): ([String], String?) = ([], nil)
        while !api.useCases.changes.signal.isOver {
            var headers = Officer.coordinator.headers
            headers["accept"] = "text/event-stream"
            headers["last-event-id"] = last
            let answer = try await api.get("/v1/changes?scope=city", headers)
            guard answer.status == 200 else {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            for event in SentEvent.events(in: answer.text) {
                last = event.id ?? last
                guard let data = event.data else { continue }
                let item = JSONAnswer(status: 200, headers: [:], body: .init(string: data))
                told.append("\(item.string("report.code") ?? "") \(Int(item.number("seq") ?? 0)) \(item.string("type") ?? "")")
            }
        }
        return told
    }
}

extension Changes {
    /// As `ChangeOrderTests` compares them.
    fileprivate var told: [String] {
        zip(values("report.code"), zip(values("seq"), values("type"))).map { "\($0) \($1.0.dropLast(2)) \($1.1)" }
    }
}
