import ArgumentParser
import Domain
import Foundation
import Logging
import Services
import Store
import Telemetry

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at everything the service stands on; ends with 1 when it could not run.",
        discussion: """
            Settings, keys, files, attachments, database, schema, clocks, holidays, boundaries, time limits, connections, desks. Leaves behind \
            what it finds, but for folders that were missing; the attachments' storage is given an object of one byte, which is removed again.
            """
    )

    func run() async throws {
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, level: .critical) }
        let findings = await Self.findings()
        let width = findings.map(\.subject.count).max() ?? 0
        for finding in findings {
            let subject = finding.subject.padding(toLength: width, withPad: " ", startingAt: 0)
            print("\(finding.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))\(subject)  \(finding.text)")
        }
        print("\(findings.faults.count) faults, \(findings.warnings.count) warnings")
        if !findings.faults.isEmpty { throw ExitCode.failure }
    }

    private static func findings() async -> [Finding] {
        let settings: Settings
        do {
            settings = try Settings()
        } catch {
            return error.lines.map { Finding("settings", .fault, $0) }
        }
        var findings = [Finding("settings", .good, "readable")]
        let (keys, keyFindings) = keys(settings.secretsFolder)
        findings += keyFindings
        findings += settings.citizens.findings
        findings += settings.fileFindings
        findings += await settings.attachments.findings()
        do {
            _ = try settings.signInRules()
            let migrations = try MigrationFile.all(in: settings.sqlFolder + "/migrations")
            findings += await databaseFindings(settings, migrations, keys)
        } catch {
            findings.append(Finding("PHANANH_SQL_DIR", .fault, "\(error)"))
        }
        return findings
    }

    private static func keys(_ folder: String) -> (SecretKeys?, [Finding]) {
        do {
            return (try SecretKeys(folder: folder), [Finding("keys", .good, "readable, for nobody else")])
        } catch {
            return (nil, error.lines.map { Finding("keys", .fault, $0) })
        }
    }

    private static func databaseFindings(_ settings: Settings, _ migrations: [MigrationFile], _ keys: SecretKeys?) async -> [Finding] {
        let logger = Logger(label: "postgres")
        let service = DatabasePool(url: settings.databaseURL, role: .service, size: 2, logger: logger)
        let publicRead = DatabasePool(url: settings.publicDatabaseURL, role: .publicRead, size: 2, logger: logger)
        let diagnosis = Diagnosis(
            service: service,
            publicRead: publicRead,
            catalogs: CatalogCache(store: CatalogStore(service))
        )
        var findings = await diagnosis.findings(migrations: migrations, now: .machineClock)
        if findings.faults.isEmpty { findings += await diagnosis.connectionFindings(settings.connections) }
        if findings.faults.isEmpty { findings += await diagnosis.deskFindings() }
        if findings.faults.isEmpty, let keys { findings += await diagnosis.keyFindings(keys) }
        await service.close()
        await publicRead.close()
        return findings
    }
}

extension Instant {
    /// This machine's clock: for comparing, never for time limits.
    static var machineClock: Instant {
        Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
    }
}
