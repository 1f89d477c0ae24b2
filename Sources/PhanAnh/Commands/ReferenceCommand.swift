import ArgumentParser
import Domain
import Foundation
import Services
import Store

struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Units, agencies, categories, calendars and policies.",
        subcommands: [Load.self]
    )

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load sql/reference; repeating it changes nothing. Builds approximate boundaries where there are none."
        )

        func run() async throws {
            try await Administration.run { administration in
                let loader = ReferenceLoader(store: ReferenceStore(administration.database))
                let outcome = try await loader.load(folder: administration.settings.sqlFolder + "/reference")
                let changes = outcome.changes
                print(
                    """
                    added or changed: \(changes.units) units, \(changes.successions) successions, \(changes.agencies) agencies, \
                    \(changes.categories) categories, \(changes.rules) routing rules, \(changes.calendars) calendars, \
                    \(changes.policies) policies, \(changes.trainingCases) cases for practice, \(changes.refusals) reasons of refusals
                    """
                )
                for warning in outcome.warnings { print("warning: \(warning)") }
                let boundaries = BoundaryService(store: BoundaryStore(administration.database))
                if let version = try await boundaries.buildApproximate() {
                    print(
                        "built approximate boundaries \(version.id.uuidString.lowercased()): import the official ones with `phananh boundaries import`"
                    )
                }
            }
        }
    }
}
