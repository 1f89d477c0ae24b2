import DatabaseTesting
import Domain
import Foundation
import Postgres
import RandomTesting
import Testing

@testable import Services
@testable import Store

/// Two tenants take turns on one connection, in earnest, failing and being cancelled: nobody ever sees a row of the other.
@Suite struct RowSecurityTests {
    @Test func oneConnectionNeverShowsOneTenantTheOther() async throws {
        try await Desk.run(connections: 1) { desk in
            let tenants = [
                try await Tenant(desk, "Bà Mận", "tiếng ồn ở xưởng gỗ"), try await Tenant(desk, "Ông Sung", "mùi hôi ở bãi rác"),
            ]
            let requests = randomCases(10_000, usually: 2_000)
            // Eight at a time: one connection, and always somebody who waits for it.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for request in requests {
                    if request >= 8 { try await group.next() }
                    group.addTask { try await tenants[request % 2].ask(request, other: tenants[(request + 1) % 2]) }
                }
                try await group.waitForAll()
            }
            // Nobody has named anything any more.
            for table: SQL in ["report_private", "report_content", "report_event_text", "report_event_staff"] {
                #expect(try await desk.service.pool.query("SELECT count(*) FROM \(table)", as: Int.self) == [0])
            }
        }
    }

    @Test func theWordsOfAReportAreForWhoeverHasNamedIt() async throws {
        try await Desk.run { desk in
            let (first, second) = (try await desk.reportID(try await desk.file()), try await desk.reportID(try await desk.file()))
            _ = try await desk.file()
            let pool = desk.database.pool(.app)
            #expect(try await pool.query("SELECT count(*) FROM report_content", as: Int.self) == [0])
            let named = try await pool.withTransaction { connection in
                _ = try connection.query(TextRows.naming([first, second]))
                return try connection.query("SELECT report_id FROM report_content ORDER BY report_id", as: UUID.self)
            }
            #expect(Set(named) == [first, second])
            #expect(try await pool.query("SELECT count(*) FROM report_content", as: Int.self) == [0])
            let changed = try await pool.withTransaction { connection in
                _ = try connection.query(TextRows.naming(first))
                return try connection.execute("UPDATE report_content SET description = 'x' WHERE report_id = \(second)")
            }
            #expect(changed == 0)
        }
    }
}

/// Somebody with a report.
private struct Tenant {
    let desk: Desk
    let code: ReportCode
    let id: UUID
    let name: String
    let words: String

    init(_ desk: Desk, _ name: String, _ words: String) async throws {
        (self.desk, self.name, self.words) = (desk, name, words)
        var submission = ReportSubmission(
            category: "road.pothole",
            description: words,
            pin: Pin(latitude: 21.039446, longitude: 105.836365)
        )
        submission.reporter = ReportSubmission.Reporter(name: name)
        let filing = try await desk.useCases.filing.file(submission, key: UUID().uuidString, body: [])
        guard case .code(let code) = ReportCode.read(filing.receipt.code) else { throw CancellationError() }
        self.code = code
        id = filing.receipt.id
    }

    /// One of the things that go on, by its number.
    func ask(_ request: Int, other: Tenant) async throws {
        switch request % 12 {
        case 0, 1: try await fail()
        case 2, 3: await cancel()
        case 4, 5: try await expectOnlyOwnRows()
        case 6: try await refuse(other)
        case 7: try await expectNothingUnnamed()
        default: try await read()
        }
    }

    private func read() async throws {
        let catalog = try await desk.catalogs.current()
        let reader = ReportReader(publicRead: desk.service, service: desk.service)
        let own = try #require(try await reader.ownView(id, catalog: catalog))
        #expect(own.view.own?.description == words)
        #expect(try desk.vault.open(own.contact, report: id)?.name == name)
    }

    /// A statement that fails after the report was named, alone and in a transaction.
    private func fail() async throws {
        await #expect(throws: PostgresError.self) {
            try await desk.service.pool.withConnection { connection in
                _ = try connection.pipeline([TextRows.naming(id), ReportReader.own(id), "SELECT 1 / 0"])
            }
        }
        await #expect(throws: PostgresError.self) {
            try await desk.service.pool.withTransaction { connection in
                _ = try connection.query(TextRows.naming(id))
                _ = try connection.query("SELECT 1 / 0")
            }
        }
    }

    /// Somebody who goes away in the middle.
    private func cancel() async {
        let task = Task {
            try await desk.service.pool.withTransaction { connection in
                _ = try connection.query(TextRows.naming(id))
                _ = try connection.query("SELECT pg_sleep(10)")
            }
        }
        let soon = Task { task.cancel() }
        _ = await (task.result, soon.result)
    }

    private func expectOnlyOwnRows() async throws {
        let seen = try await desk.service.pool.withTransaction { connection in
            _ = try connection.query(TextRows.naming(id))
            return try connection.query(
                "SELECT report_id FROM report_content UNION ALL SELECT report_id FROM report_private",
                as: UUID.self
            )
        }
        #expect(seen == [id, id])
    }

    /// An act on a version that is gone, under the other's lock order.
    private func refuse(_ other: Tenant) async throws {
        let actor = try await desk.officer(of: code)
        await #expect(throws: ServiceError.versionDiffers) {
            try await desk.useCases.actions.perform(.note, on: other.code, by: actor, expecting: 99)
        }
    }

    private func expectNothingUnnamed() async throws {
        #expect(try await desk.service.pool.query("SELECT count(*) FROM report_content", as: Int.self) == [0])
        #expect(try await desk.service.pool.query("SELECT count(*) FROM report_private", as: Int.self) == [0])
    }
}

extension Desk {
    /// The id of a report.
    func reportID(_ code: ReportCode) async throws -> UUID {
        try #require(
            try await database.pool(.superuser).query("SELECT id FROM report WHERE code = \(code.description)", as: UUID.self).first
        )
    }
}
