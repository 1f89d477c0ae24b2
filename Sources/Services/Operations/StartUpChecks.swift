internal import Domain
package import Store

/// What an operator has to know when the service starts.
package struct StartUpChecks: Sendable {
    private let migrator: Migrator
    private let health: HealthStore
    private let units: UnitStore
    private let catalogs: CatalogCache

    package init(migrator: Migrator, health: HealthStore, units: UnitStore, catalogs: CatalogCache) {
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
    package func warnings(for migrations: [MigrationFile]) async throws -> [String] {
        let status = try await migrator.status(of: migrations)
        guard status.isServable else { throw Faults(lines: status.faults) }
        if try await health.roleIsTooMighty() {
            throw Faults(lines: ["the service's database role owns tables or bypasses row-level security: use app_rw"])
        }
        let catalog = try await catalogs.current()
        var warnings: [String] = []
        if let version = try await units.activeVersion() {
            if version.isApproximate { warnings.append("boundaries are approximate: import the official ones") }
        } else {
            warnings.append("no boundaries are active: reports with a pin cannot be filed")
        }
        for policy in catalog.policies where !policy.confirmed {
            warnings.append("the limits of policy \(policy.code) are placeholders nobody has confirmed")
        }
        let offset = try await health.clockOffsetSeconds()
        if offset != 0 { warnings.append("THE CLOCK OF TIME LIMITS IS MOVED BY \(offset) SECONDS (phananh.clock_offset)") }
        return warnings
    }
}
