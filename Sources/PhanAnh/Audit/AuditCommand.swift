import ArgumentParser
import Domain
import Foundation
import JSON
import Services
import Store

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Who did what, who read whose data, and whether anything was changed since.",
        subcommands: [Verify.self, Export.self, AcceptLoss.self, Affected.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recompute every seal from what it covers; ends with 1 and the first position that is not as it was sealed.",
            discussion: "That the newest seals were cut off only a copy of them kept elsewhere can tell: --roots."
        )

        @Option(help: "A file of exported seals to compare with.")
        var roots: String?

        func run() async throws {
            try await Administration.run { administration in
                let keys = SealKeys(try SecretKeys(folder: administration.settings.secretsFolder).audit)
                let verification = AuditVerification(store: SealStore(administration.database), keys: keys)
                let start = ContinuousClock.now
                let outcome = try await verification.run(roots: roots)
                let seconds = start.duration(to: .now) / .seconds(1)
                print(
                    """
                    \(outcome.seals) seals are in order: \(outcome.events) events and \(outcome.entries) audit entries, \
                    \(outcome.unsealed) not sealed yet, in \(String(format: "%.1f", seconds)) s
                    """
                )
                if roots != nil { print("\(outcome.exported) exported seals are the same") }
                for loss in outcome.losses { print(loss) }
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the seals, a line of JSON each, to be kept elsewhere.")

        @Option(help: "Only those after this number.")
        var after = 0

        func run() async throws {
            try await Administration.run { administration in
                let store = SealStore(administration.database)
                var last = after
                while true {
                    let seals = try await store.seals(after: last, limit: 500)
                    for seal in seals { print(JSONWriter.text(SealBody(seal))) }
                    guard let reached = seals.last else { return }
                    last = reached.number
                }
            }
        }
    }
}
