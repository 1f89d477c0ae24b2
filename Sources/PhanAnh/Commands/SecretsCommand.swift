import ArgumentParser
import Services

struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "The keys that protect contact data, tracking tokens, second factors and links to files.",
        subcommands: [Create.self]
    )

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Create the key files that are missing; existing ones are never touched."
        )

        @Argument(help: "The folder for the key files.")
        var folder: String

        func run() throws {
            for path in try SecretKeys.createMissing(in: folder) { print("created \(path)") }
        }
    }
}
