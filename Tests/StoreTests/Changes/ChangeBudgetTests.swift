import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Store

/// What a reader of the feed costs among 200,000 events of 100,000 reports.
@Suite struct ChangeBudgetTests {
    private static let growing = ["report", "report_event"]

    private static let audiences: [ChangeAudience] = [
        .anybody, .client(UUID()), .city(seesAll: true),
        .desk(StaffPrincipal(account: UUID(), name: PrincipalName("lan") ?? .commandLine, agency: UUID(), roles: [.officer])),
    ]

    private static func run(_ body: @Sendable @escaping (TestDatabase) async throws -> Void) async throws {
        try await withTestDatabase(.numberedEvents, body)
    }

    /// At the newest end, where readers mostly are, and anywhere else.
    @Test func aPageIsAStretchOfTheIndex() async throws {
        try await Self.run { database in
            for audience in Self.audiences {
                let role: TestDatabase.Role = audience.isOfPublic ? .publicReader : .app
                for (start, most) in [(199_990, 700), (100_000, 6_000)] {
                    let query = audience.query(from: start, to: start + 400, limit: 200)
                    let plan = try await database.explain(query, as: role)
                    #expect(plan.scanned.isDisjoint(with: Self.growing), "\(audience)")
                    let pages = try await database.pool(role).withConnection { try $0.pagesRead(by: query) }
                    #expect(pages < most, "\(audience) \(start): \(pages)")
                }
            }
        }
    }

    /// However many events are others': what one request looks at.
    @Test func whatIsOfOthersIsPassedInAStretchOfBoundedCost() async throws {
        try await Self.run { database in
            for audience in Self.audiences where !audience.isOfPublic {
                let query = audience.query(from: 50_000, to: 50_000 + ChangeReader.most, limit: 200)
                let plan = try await database.explain(query, as: .app)
                #expect(plan.scanned.isDisjoint(with: Self.growing), "\(audience)")
                let pages = try await database.pool(.app).withConnection { try $0.pagesRead(by: query) }
                #expect(pages < 40_000, "\(audience): \(pages)")
            }
        }
    }

    @Test func whereAReaderStandsIsFoundInTheIndex() async throws {
        try await Self.run { database in
            for role in [TestDatabase.Role.app, .publicReader] {
                for query in [ChangeReader.newestQuery, ChangeWalk.bounds(100_000, 104_000), ChangeWalk.bounds(0, 1 << 57)] {
                    let plan = try await database.explain(query, as: role)
                    #expect(plan.scanned.isEmpty && plan.cost < 50)
                }
            }
        }
    }
}

extension TestTemplate {
    /// Each event with its position, in the order of time.
    fileprivate static let numberedEvents = TestTemplate("numberedEvents", from: .hundredThousandReports) { database in
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(
                    trusted: """
                        SET session_replication_role = replica;
                        UPDATE report_event AS event
                        SET position = numbered.position
                        FROM (SELECT report_id, seq, row_number() OVER (ORDER BY report_id, seq) AS position FROM report_event) AS numbered
                        WHERE numbered.report_id = event.report_id AND numbered.seq = event.seq;
                        SET session_replication_role = origin
                        """
                )
            )
            try connection.run(SQLScript(trusted: "VACUUM ANALYZE report_event"))
        }
    }
}
