import ArgumentParser
import Foundation
import Logging
import Store
import Telemetry

/// What administrative commands share: settings, a log on standard error, and a pool that acts as the schema's owner.
struct Administration {
    let settings: Settings
    let database: DatabasePool

    /// Runs a command; what goes wrong is told in one line and ends the process with status 1.
    static func run(_ command: (Administration) async throws -> Void) async throws {
        do {
            let settings = try Settings()
            LoggingSystem.bootstrap { label in JSONLogHandler(label: label, level: .error) }
            let database = DatabasePool(
                url: settings.ownerDatabaseURL,
                role: .owner,
                size: 2,
                limits: .administration,
                logger: Logger(label: "postgres")
            )
            let administration = Administration(settings: settings, database: database)
            do {
                try await command(administration)
            } catch {
                await database.close()
                throw error
            }
            await database.close()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            FileHandle.standardError.write(Data("phananh: \(StoreFailure.text(error))\n".utf8))
            throw ExitCode.failure
        }
    }
}
