import ArgumentParser
import Domain
import Foundation
import Logging
import Services
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
                try await AuditOrigin.$current.withValue(.commandLine(login: login)) { try await command(administration) }
            } catch {
                await database.close()
                throw error
            }
            await database.close()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            FileHandle.standardError.write(Data("phananh: \(text(error))\n".utf8))
            throw ExitCode.failure
        }
    }

    /// Who runs the command, as the audit keeps it; by their number where the name has other letters than names of accounts have.
    private static var login: String {
        PrincipalName(NSUserName())?.text ?? "uid-\(getuid())"
    }

    /// What whoever runs the command can do something about, in words; the rest as it is.
    private static func text(_ error: any Error) -> String {
        switch error {
        case ServiceError.notFound: "there is nothing of that name"
        case ServiceError.versionDiffers: "somebody else has published a version meanwhile: look at it and try again"
        case ServiceError.tokenOver: "the token has expired or was revoked: there is nothing to replace"
        case ServiceError.approvalRefused(let refusal): "\(refusal.text.vi) \(refusal.text.en)"
        case ServiceError.accountRefused(let refusal): "\(refusal.text.vi) \(refusal.text.en)"
        case ServiceError.dataRequestRefused(let refusal): "\(refusal.text.vi) \(refusal.text.en)"
        case ServiceError.invalid(let fields):
            fields.map { "\($0.pointer.drop { $0 == "/" }): \($0.code.rawValue)" }.joined(separator: ", ")
        default: StoreFailure.text(error)
        }
    }
}
