package import Domain
package import Store

/// What an operator has to know when the service starts.
package struct StartUpChecks: Sendable {
    private let migrator: Migrator
    private let health: [HealthStore]
    private let units: UnitStore
    private let catalogs: CatalogCache

    /// `health` of every pool of the service.
    package init(migrator: Migrator, health: [HealthStore], units: UnitStore, catalogs: CatalogCache) {
        self.migrator = migrator
        self.health = health
        self.units = units
        self.catalogs = catalogs
    }

    /// Reasons not to start.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]
        package var description: String { lines.joined(separator: "\n") }
    }

    /// Throws when the service must not run on this database; otherwise says what is not as it should be for good.
    package func warnings(for migrations: [MigrationFile], now: Instant) async throws -> [String] {
        let status = try await migrator.status(of: migrations)
        guard status.isServable else { throw Faults(lines: status.faults) }
        var warnings: [String] = []
        var offset = 0
        var loginIsTooMighty = false
        for health in health {
            if try await health.roleIsTooMighty() {
                throw Faults(lines: ["a database role of the service owns tables or passes row-level security by"])
            }
            if try await health.loginIsTooMighty() { loginIsTooMighty = true }
            offset = try await health.clockOffsetSeconds()
        }
        if loginIsTooMighty {
            warnings.append("THE DATABASE LOGIN MAY BECOME OWNER OR SUPERUSER: give the service logins of its own (deploy/database.sql)")
        }
        let catalog = try await catalogs.current()
        if let version = try await units.activeVersion() {
            if version.isApproximate { warnings.append("boundaries are approximate: import the official ones") }
        } else {
            warnings.append("no boundaries are active: reports with a pin cannot be filed")
        }
        for policy in catalog.policies where !policy.confirmed {
            warnings.append("the limits of policy \(policy.code) are placeholders nobody has confirmed")
        }
        for calendar in catalog.calendars.values.sorted(by: { $0.code < $1.code }) {
            let days = now.seconds(to: calendar.calendar.horizonEnd) / 86_400
            if days < 400 { warnings.append("calendar \(calendar.code) ends in \(days) days: publish the next year") }
        }
        if offset != 0 { warnings.append("THE CLOCK OF TIME LIMITS IS MOVED BY \(offset) SECONDS (phananh.clock_offset)") }
        return warnings
    }
}
