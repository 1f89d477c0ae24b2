import ArgumentParser
import Store

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's schema up to date.")

    @Flag(help: "Only say what would be applied.")
    var dryRun = false

    func run() async throws {
        try await Administration.run { administration in
            let files = try MigrationFile.all(in: administration.settings.sqlFolder + "/migrations")
            let migrator = Migrator(administration.database)
            if dryRun {
                let status = try await migrator.status(of: files)
                for fault in status.faults { print(fault) }
                if status.isServable { print("The schema is up to date.") }
                if !status.altered.isEmpty || !status.unknownBreaking.isEmpty { throw ExitCode.failure }
            } else {
                let applied = try await migrator.apply(files)
                for file in applied { print("applied \(file.number) \(file.name)") }
                if applied.isEmpty { print("The schema is up to date.") }
            }
        }
    }
}
