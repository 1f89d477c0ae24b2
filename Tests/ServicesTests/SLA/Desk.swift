import DatabaseTesting
import Domain
import Foundation
import Postgres
import Services
import Store
import Testing

/// The services of one instance, over a database of the test's own whose clock stands where the test sets it.
struct Desk: Sendable {
    let database: TestDatabase
    let useCases: UseCases
    let sweeper: SLASweeper
    let verification: SLAVerification
    let catalogs: CatalogCache
    let vault: ContactVault
    /// Acts as the service.
    let service: DatabasePool

    /// `connections` for as many things at a time; more wait for one, and are told `busy` after a moment.
    static func run(
        _ template: TestTemplate = .standingCity,
        connections: Int = 4,
        _ body: (Desk) async throws -> Void
    ) async throws {
        try await withTestDatabase(template) { database in
            try await database.withStore(.service, size: connections) { service in
                try await database.withStore(.publicRead) { publicRead in
                    try await body(Desk(database, service, publicRead))
                }
            }
        }
    }

    init(_ database: TestDatabase, _ service: DatabasePool, _ publicRead: DatabasePool) throws {
        let keys = try SecretKeys.new()
        catalogs = CatalogCache(store: CatalogStore(service))
        vault = ContactVault(keys: keys.contact, lookup: keys.lookup)
        self.database = database
        self.service = service
        useCases = UseCases(
            service: service,
            publicRead: publicRead,
            catalogs: catalogs,
            keys: keys,
            attachments: .testing,
            signInRules: try .cheap()
        )
        sweeper = SLASweeper(store: SweepStore(service), catalogs: catalogs)
        verification = SLAVerification(store: VerificationStore(service), catalogs: catalogs)
    }

    /// Sets the clock, at a Hanoi time "2026-03-02 08:00".
    func at(_ time: String) async throws {
        try await database.setClock(hanoi(time))
    }

    /// Files a pothole in Ba Đình, or another category.
    func file(_ category: String = "road.pothole") async throws -> ReportCode {
        let submission = ReportSubmission(
            category: category,
            description: "Ổ gà sâu trước cổng chợ",
            pin: Pin(latitude: 21.039446, longitude: 105.836365)
        )
        let filing = try await useCases.filing.file(submission, key: UUID().uuidString, body: [])
        guard case .code(let code) = ReportCode.read(filing.receipt.code) else { throw CancellationError() }
        return code
    }

    /// Somebody at the desk that has the report, or another.
    func officer(of code: ReportCode) async throws -> ReportActor {
        let holder = try await database.pool(.superuser).query(
            "SELECT agency_id FROM report WHERE code = \(code.description)",
            as: UUID.self
        )
        return .agency(try #require(holder.first))
    }

    /// Does something to a report, by whoever may unless told.
    @discardableResult
    func act(_ command: ReportCommand, on code: ReportCode, by actor: ReportActor? = nil) async throws -> ActionResult {
        let usual: ReportActor =
            switch command.action.party {
            case .citizen: .citizen
            case .system: .system
            case .staff: try await officer(of: code)
            }
        return try await useCases.actions.perform(command, on: code, by: actor ?? usual)
    }

    /// The id of an agency.
    func agency(_ condition: SQL) async throws -> UUID {
        let agencies = try await database.pool(.superuser).query("SELECT id FROM agency WHERE \(condition) ORDER BY code", as: UUID.self)
        return try #require(agencies.first)
    }

    /// Sweeps until nothing is due.
    @discardableResult
    func sweep() async throws -> Int {
        var recorded = 0
        while true {
            let result = try await sweeper.sweep()
            #expect(result.faults.isEmpty)
            recorded += result.recorded
            if !result.hasMore { return recorded }
        }
    }

    /// The types of a report's history, "filed routed acknowledged".
    func history(_ code: ReportCode) async throws -> String {
        try await database.pool(.superuser).query(
            """
            SELECT coalesce(string_agg(event.type, ' ' ORDER BY event.seq), '')
            FROM report_event AS event
            JOIN report ON report.id = event.report_id
            WHERE report.code = \(code.description)
            """,
            as: String.self
        ).first ?? ""
    }

    /// A clock as it is stored: state, outcome and instants by name.
    func clock(_ clock: String, of code: ReportCode, cycle: Int = 1) async throws -> StoredClock {
        let row = try await database.pool(.superuser).query(
            """
            SELECT clock.state, clock.used_s, clock.target_s, clock.due_at, clock.fire_at, clock.resumes_at, clock.outcome
            FROM sla_clock AS clock
            JOIN report ON report.id = clock.report_id
            WHERE report.code = \(code.description)
                AND clock.clock = \(clock)
                AND clock.cycle = \(cycle)
            """,
            as: (String, Int, Int?, Date?, Date?, Date?, String?).self
        ).first
        let found = try #require(row)
        return StoredClock(
            state: found.0,
            used: found.1,
            target: found.2,
            due: found.3.map(Instant.init),
            fire: found.4.map(Instant.init),
            resumes: found.5.map(Instant.init),
            outcome: found.6
        )
    }
}

/// Some columns of `sla_clock`.
struct StoredClock: Hashable {
    let state: String
    let used: Int
    let target: Int?
    let due: Instant?
    let fire: Instant?
    let resumes: Instant?
    let outcome: String?
}

/// "2026-03-02 08:00" in Hanoi.
func hanoi(_ time: String) -> Instant {
    Instant(rfc3339: time.replacing(" ", with: "T") + ":00+07:00") ?? .earliest
}

extension Instant {
    fileprivate init(_ date: Date) {
        self.init(secondsSince1970: Int64(date.timeIntervalSince1970))
    }
}
