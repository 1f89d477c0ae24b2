import DatabaseTesting
import Foundation
import Postgres

@testable import Store

/// A database with reports that have events, the store under test, and writers beside it.
struct EventPositionTest: Sendable {
    let database: TestDatabase
    let store: EventPositionStore
    let reports: [UUID]

    var writers: ConnectionPool { database.pool(.app) }

    init(_ database: TestDatabase, _ service: DatabasePool) async throws {
        self.database = database
        store = EventPositionStore(service)
        reports = try await database.reports()
    }

    /// Appends an event to each report, each in a transaction of its own.
    func append(to reports: UUID...) async throws -> [EventID] {
        var appended: [EventID] = []
        for report in reports { appended.append(try await append(to: report)) }
        return appended
    }

    func append(to report: UUID) async throws -> EventID {
        try await writers.withConnection { try $0.appendEvent(to: report) }
    }

    /// One batch of all events without a position; returns how many got one.
    func number(limit: Int = 5_000) async throws -> Int {
        try await store.number(from: .everything, limit: limit)?.count ?? 0
    }
}

func withHistory(_ template: TestTemplate = .eventHistory, _ body: @Sendable (EventPositionTest) async throws -> Void) async throws {
    try await withTestDatabase(template) { database in
        try await database.withStore(.service) { service in
            try await body(EventPositionTest(database, service))
        }
    }
}
