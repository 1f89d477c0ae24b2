import ArgumentParser
import Foundation
import Services

struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "The keys that protect contact data and tracking tokens, and tokens for staff.",
        subcommands: [Create.self, StaffToken.self]
    )

    struct StaffToken: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "staff-token",
            abstract: "Print a line for the file that PHANANH_STAFF_TOKENS_FILE names, with a new token."
        )

        @Argument(help: "Who will have it: 1 to 32 of a-z, 0-9 and -.")
        var name: String

        @Argument(help: "The code of the desk they work at, such as coordinator.")
        var agency: String

        func run() throws {
            let line = "\(name) \(agency) \(StaffTokens.newToken())"
            _ = try StaffTokens(file: line)
            print(line)
        }
    }

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
