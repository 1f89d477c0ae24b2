import DatabaseTesting
import Domain
import Foundation
import Logging
import Postgres
import Services
import Store
import Testing

@Suite struct DiagnosisTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    @Test func aCityWithPlaceholdersMayBeServedAndIsWarnedOf() async throws {
        try await diagnose(.city) { diagnosis in
            let findings = await diagnosis.findings(migrations: [], now: Self.now)
            #expect(findings.faults == [])
            #expect(findings.warnings.contains("the limits of policy normal are placeholders nobody has confirmed"))
            #expect(findings.contains(Finding("units", .good, "each has a committee")))
            #expect(await diagnosis.deskFindings() == [Finding("desks", .good, "none lets reports lie")])
        }
    }

    @Test func clocksThatDifferAndACalendarThatEndsAreToldOf() async throws {
        try await diagnose(.city) { diagnosis in
            let late = Instant(secondsSince1970: 1_828_000_000)
            let warnings = await diagnosis.findings(migrations: [], now: late).warnings
            #expect(warnings.contains { $0.hasPrefix("the clocks of this machine and the database differ by") })
            #expect(warnings.contains { $0.hasPrefix("calendar hanoi-office ends in") })
        }
    }

    @Test func withoutReferenceDataNothingCanBeServed() async throws {
        try await diagnose(.migrated) { diagnosis in
            let findings = await diagnosis.findings(migrations: [], now: Self.now)
            #expect(findings.faults.count == 1 && findings.faults[0].contains("phananh reference load"))
            #expect(findings.warnings.contains("no boundaries are active: reports with a pin cannot be filed"))
        }
    }

    @Test func aMigrationThatWasNotAppliedIsAFault() async throws {
        try await diagnose(.city) { diagnosis in
            // The template's schema was not made by the migrator, which therefore knows of none.
            let files = try MigrationFile.all(in: packageRoot.appending(path: "sql/migrations").path)
            let findings = await diagnosis.findings(migrations: files, now: Self.now)
            #expect(findings.faults == files.map { "migration \($0.number) \($0.name) is not applied: run `phananh migrate`" })
        }
    }

    @Test func aDatabaseThatIsNotThereIsToldInTheLibrarysWords() async throws {
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let pools = [DatabaseRole.service, .publicRead].map {
            DatabasePool(url: "postgresql:///x?host=/nowhere", role: $0, size: 1, logger: logger)
        }
        let diagnosis = Diagnosis(service: pools[0], publicRead: pools[1], catalogs: CatalogCache(store: CatalogStore(pools[0])))
        let findings = await diagnosis.findings(migrations: [], now: Self.now)
        #expect(findings.faults.count == 2 && findings.faults.allSatisfy { $0.contains("/nowhere/.s.PGSQL") })
        for pool in pools { await pool.close() }
    }

    @Test func roomForConnectionsIsComparedWithWhatAnInstanceOpens() async throws {
        try await diagnose(.city) { diagnosis in
            let (small, large) = (ConnectionNeed(service: 2, publicRead: 1), ConnectionNeed(service: 20_000, publicRead: 8))
            let fits = await diagnosis.connectionFindings(small)
            #expect(fits.count == 1 && fits[0].text.hasPrefix("an instance opens up to 3; of "))
            let bursts = await diagnosis.connectionFindings(large)
            #expect(bursts.warnings.count == 1 && bursts.warnings[0].hasPrefix("an instance opens up to 20008; of "))
        }
    }

    @Test func desksWithoutAccountsThatRulesOrReportsNameAreToldOf() async throws {
        try await Desk.run { desk in
            let pool = desk.database.pool(.superuser)
            func findings() async throws -> (desks: [Finding], accounts: [String]) {
                try await desk.database.withStore(.publicRead) { publicRead in
                    let catalogs = CatalogCache(store: CatalogStore(desk.service))
                    let diagnosis = Diagnosis(service: desk.service, publicRead: publicRead, catalogs: catalogs)
                    let all = await diagnosis.findings(migrations: [], now: Self.now)
                    return (await diagnosis.deskFindings(), all.filter { $0.subject == "accounts" && $0.level == .warning }.map(\.text))
                }
            }
            #expect(try await findings().accounts == ["the city has no administrator: run `phananh accounts bootstrap`"])
            try await pool.execute("UPDATE routing_rule SET status = 'active' WHERE unit_desk = 'police'")
            try await pool.execute("UPDATE agency SET staffed_since = NULL WHERE code = 'committee-00004-2025-07-01' OR kind = 'police'")
            try await pool.execute("UPDATE reference_state SET epoch = epoch + 1")
            let accounts = try await findings().accounts
            #expect(accounts.contains("at 1 of 126 desks (committee) nobody has an account: the coordinator stands in for them"))
            #expect(accounts.contains("at 126 of 126 desks (police) nobody has an account: the coordinator stands in for them"))
            #expect(try await findings().desks == [Finding("desks", .good, "none lets reports lie")])
            _ = try await desk.file()
            let warning = "1 desks have open reports and nobody with an account: committee-00004-2025-07-01"
            #expect(try await findings().desks == [Finding("desks", .warning, warning)])
        }
    }

    private func diagnose(_ template: TestTemplate, _ body: (Diagnosis) async throws -> Void) async throws {
        try await withTestDatabase(template) { database in
            try await database.withStore(.service) { service in
                try await database.withStore(.publicRead) { publicRead in
                    try await body(
                        Diagnosis(service: service, publicRead: publicRead, catalogs: CatalogCache(store: CatalogStore(service)))
                    )
                }
            }
        }
    }
}
