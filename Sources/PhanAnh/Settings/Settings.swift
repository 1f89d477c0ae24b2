import Domain
import Foundation
import Logging
import Services

/// Everything the service is told by its environment, read once. Every fault is named before anything starts.
struct Settings {
    let databaseURL: String
    /// For the public read pool; a login of its own keeps even injected SQL away from private tables.
    let publicDatabaseURL: String
    /// For migrations, reference data and boundaries.
    let ownerDatabaseURL: String
    let poolSize: Int
    let publicPoolSize: Int
    let httpHost: String
    let httpPort: Int
    let operationsHost: String
    let operationsPort: Int
    let secretsFolder: String
    /// Who of staff has to have a second factor.
    let secondFactor: SecondFactorPolicy
    /// Where seals are copied to as they are made; nil: nowhere.
    let auditRootsFile: String?
    let sqlFolder: String
    let logLevel: Logger.Level
    let limits: LimitSettings
    /// How long people's data are kept after a report's end.
    let retention: RetentionPolicy
    let citizens: CitizenSettings
    let attachments: AttachmentSettings
    /// How long a loop may complete no round before the process ends.
    let stallLimit: Duration

    /// Everything that is wrong with the environment.
    struct Faults: Error, CustomStringConvertible {
        let lines: [String]
        var description: String { lines.joined(separator: "\n") }
    }

    init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(Faults) {
        var reader = SettingsReader(environment: environment)
        databaseURL = reader.secret("DATABASE_URL")
        publicDatabaseURL = reader.secret("DATABASE_PUBLIC_URL", databaseURL)
        ownerDatabaseURL = reader.secret("DATABASE_OWNER_URL", databaseURL)
        poolSize = reader.number("PHANANH_POOL_SIZE", 8, in: 1...16)
        publicPoolSize = reader.number("PHANANH_PUBLIC_POOL_SIZE", 8, in: 1...16)
        httpHost = reader.text("PHANANH_HTTP_HOST", "127.0.0.1")
        httpPort = reader.number("PHANANH_HTTP_PORT", 8080, in: 0...65_535)
        operationsHost = reader.text("PHANANH_OPS_HOST", "127.0.0.1")
        operationsPort = reader.number("PHANANH_OPS_PORT", 8081, in: 0...65_535)
        secretsFolder = reader.text("PHANANH_SECRETS_DIR", ".local/secrets")
        let policies = SecondFactorPolicy.allCases.map(\.rawValue)
        secondFactor =
            reader.choice("PHANANH_STAFF_TOTP", SecondFactorPolicy.city.rawValue, of: policies).flatMap(SecondFactorPolicy.init) ?? .city
        let rootsFile = reader.text("PHANANH_AUDIT_ROOTS_FILE", "")
        auditRootsFile = rootsFile.isEmpty ? nil : rootsFile
        sqlFolder = reader.text("PHANANH_SQL_DIR", Self.sqlFolderNearby)
        logLevel = reader.level("PHANANH_LOG_LEVEL", .info)
        // A round on a slow database may wait for 48 s before it fails: twice 8 s, then six statements of a transaction.
        stallLimit = .seconds(reader.number("PHANANH_STALL_SECONDS", 60, in: 60...3_600))
        retention = RetentionPolicy(
            personDays: reader.number("PHANANH_RETAIN_PERSON_DAYS", 365, in: 30...36_500),
            wordsDays: reader.number("PHANANH_RETAIN_WORDS_DAYS", 730, in: 30...36_500)
        )
        limits = LimitSettings(&reader, poolSize: poolSize, publicPoolSize: publicPoolSize)
        citizens = CitizenSettings(&reader)
        attachments = AttachmentSettings(&reader, destinations: citizens.destinations)
        if httpPort == operationsPort, httpPort != 0 { reader.refuse("PHANANH_HTTP_PORT and PHANANH_OPS_PORT are the same") }
        reader.finish()
        if !reader.faults.isEmpty { throw Faults(lines: reader.faults) }
    }

    /// Beside an installed executable, else in the working folder.
    private static var sqlFolderNearby: String {
        // Not argv[0]: started by its name through PATH, that says nothing of the folder.
        let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let installed = executable.deletingLastPathComponent().appending(path: "../share/phananh/sql").standardizedFileURL.path
        return FileManager.default.fileExists(atPath: installed) ? installed : "sql"
    }
}
