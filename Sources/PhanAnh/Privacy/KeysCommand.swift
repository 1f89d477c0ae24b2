import ArgumentParser
import Foundation
import Services
import Store

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "The keys that contact data and citizens' phones are sealed under.",
        subcommands: [Rotate.self]
    )

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring all contact data under the key on top of a file; may be ended at any moment and begun anew.",
            discussion: """
                Put a new line on top of contact.keys, lookup.keys or citizen.keys, start the services anew, and run this. When \
                `phananh doctor` finds nothing under old keys any more, their lines can be dropped, once backups made before have expired; \
                those of citizen.keys not sooner than ten minutes after the services were started. Ends with 1 when some contacts cannot \
                be opened.
                """
        )

        @Argument(help: "Which file: contact, lookup or citizen.")
        var ring: KeyRotation.Ring

        func run() async throws {
            try await Administration.run { administration in
                let keys = try SecretKeys(folder: administration.settings.secretsFolder)
                let rotation = KeyRotation(administration.database, keys: keys)
                let done = try await rotation.run(ring) { progress in print("\(progress.renewed) renewed") }
                guard done.unreadable.isEmpty else {
                    print("\(done.unreadable.count) cannot be opened: their keys are missing")
                    throw ExitCode.failure
                }
            }
        }
    }
}

extension KeyRotation.Ring: ExpressibleByArgument {}
