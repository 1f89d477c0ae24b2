package import Domain
package import Store

/// Looks at everything the service stands on: at start, where a fault forbids it to run, and for `phananh doctor`.
package struct Diagnosis: Sendable {
    private let migrator: Migrator
    let pools: [(name: String, health: HealthStore)]
    private let units: UnitStore
    private let catalogs: CatalogCache
    private let accounts: AccountStore

    /// Reasons not to run, one line each.
    package struct Faults: Error, CustomStringConvertible {
        package let description: String

        package init(lines: [String]) {
            description = lines.joined(separator: "\n")
        }
    }

    /// `service` and `publicRead` are the pools the service runs on.
    package init(service: DatabasePool, publicRead: DatabasePool, catalogs: CatalogCache) {
        migrator = Migrator(service)
        pools = [("DATABASE_URL", HealthStore(service)), ("DATABASE_PUBLIC_URL", HealthStore(publicRead))]
        units = UnitStore(publicRead)
        self.catalogs = catalogs
        accounts = AccountStore(service)
    }

    /// Everything that was found; `now` is the machine's clock. What cannot be looked at because something before it is missing
    /// is left out.
    package func findings(migrations: [MigrationFile], now: Instant) async -> [Finding] {
        var findings: [Finding] = []
        for (name, health) in pools {
            findings += await checked("database \(name)") { try await databaseFindings(health, name, now: now) }
        }
        guard findings.faults.isEmpty else { return findings }
        findings += await checked("schema") { schemaFindings(try await migrator.status(of: migrations)) }
        guard findings.faults.isEmpty else { return findings }
        findings += await checked("clock of time limits") { try await clockFindings() }
        findings += await checked("boundaries") { try await boundaryFindings() }
        findings += await checked("reference data") {
            let catalog = try await catalogs.current()
            return referenceFindings(catalog, now: now) + administratorFindings(try await accounts.hasAdministrator())
        }
        return findings
    }

    /// Desks nobody seems to work at. Looks at every report that waits, which takes a second for each million of them.
    package func deskFindings() async -> [Finding] {
        await checked("desks") {
            var findings: [Finding] = []
            let silent = try await pools[0].health.silentDesks()
            if silent > 0 {
                let text = "\(silent) desks have reports past the limit of acknowledging and never acknowledged one: are they staffed?"
                findings.append(Finding("desks", .warning, text))
            }
            let unstaffed = try await pools[0].health.unstaffedDesksInDemand()
            if !unstaffed.isEmpty {
                let some = unstaffed.prefix(10).joined(separator: ", ") + (unstaffed.count > 10 ? ", …" : "")
                let text = "\(unstaffed.count) desks have open reports and nobody with an account: \(some)"
                findings.append(Finding("desks", .warning, text))
            }
            return findings.isEmpty ? [Finding("desks", .good, "none lets reports lie")] : findings
        }
    }

    /// What cannot be looked at is a fault.
    func checked(_ subject: String, _ look: () async throws -> [Finding]) async -> [Finding] {
        do {
            return try await look()
        } catch {
            return [Finding(subject, .fault, StoreFailure.text(error))]
        }
    }

    private func databaseFindings(_ health: HealthStore, _ name: String, now: Instant) async throws -> [Finding] {
        let subject = "database \(name)"
        let server = try await health.server()
        var findings = [Finding(subject, .good, "PostgreSQL \(server.version) as \(server.role)")]
        if try await health.roleIsTooMighty() {
            findings.append(Finding(subject, .fault, "\(server.role) owns tables or passes row-level security by"))
        }
        if try await health.loginIsTooMighty() {
            findings.append(
                Finding(
                    subject,
                    .warning,
                    "THE LOGIN OF \(name) MAY BECOME OWNER OR SUPERUSER: give the service logins of its own (deploy/database.sql)"
                )
            )
        }
        if server.versionNumber < 150_000 { findings.append(Finding(subject, .fault, "PostgreSQL 15 or later is needed")) }
        findings += server.missingExtensions.map {
            Finding(subject, .fault, "extension \($0) is missing: run deploy/database.sql as superuser")
        }
        findings += server.unsafeSettings.map {
            Finding(subject, .warning, "\($0) IS OFF: WHAT WAS ACKNOWLEDGED MAY BE LOST IN A CRASH")
        }
        findings.append(Self.skew(server.now.seconds(to: now), subject))
        return findings
    }

    /// Time limits go by the database's clock alone; the machine's is in logs and ids.
    private static func skew(_ seconds: Int64, _ subject: String) -> Finding {
        abs(seconds) > 2
            ? Finding(subject, .warning, "the clocks of this machine and the database differ by \(abs(seconds)) s")
            : Finding(subject, .good, "its clock agrees with this machine's")
    }

    private func schemaFindings(_ status: SchemaStatus) -> [Finding] {
        status.isServable ? [Finding("schema", .good, "up to date")] : status.faults.map { Finding("schema", .fault, $0) }
    }

    private func clockFindings() async throws -> [Finding] {
        var findings: [Finding] = []
        for (name, health) in pools {
            let offset = try await health.clockOffsetSeconds()
            if offset != 0 {
                findings.append(
                    Finding(
                        "clock of time limits",
                        .warning,
                        "THE CLOCK OF TIME LIMITS IS MOVED BY \(offset) SECONDS for \(name) (phananh.clock_offset)"
                    )
                )
            }
        }
        return findings.isEmpty ? [Finding("clock of time limits", .good, "not moved")] : findings
    }

    private func boundaryFindings() async throws -> [Finding] {
        guard let version = try await units.activeVersion() else {
            return [Finding("boundaries", .warning, "no boundaries are active: reports with a pin cannot be filed")]
        }
        return [
            version.isApproximate
                ? Finding("boundaries", .warning, "boundaries are approximate: import the official ones")
                : Finding("boundaries", .good, "\(version.title)")
        ]
    }
}
