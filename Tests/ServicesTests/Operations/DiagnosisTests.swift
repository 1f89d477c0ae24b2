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
