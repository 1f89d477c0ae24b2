import ArgumentParser
import Domain
import Services
import Store

extension PolicyCommand {
    struct Simulate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a policy would have meant for the last reports it would have been chosen for. Changes nothing."
        )

        @Argument(help: "A JSON file with the policy as POST /v1/admin/policies takes it.")
        var file: String

        @Option(help: "How many reports, at most 5000.")
        var reports = SimulationRequest.standardReports

        @Option(help: "Only those filed at or after: RFC 3339, or a date.")
        var from: String?

        @Option(help: "Only those filed before: RFC 3339, or a date.")
        var to: String?

        @Option(help: "Only those of a unit: its official code or its id.")
        var unit: String?

        @Option(help: "Only those of a category, or of all below it.")
        var category: String?

        func run() async throws {
            try await Administration.run { administration in
                var submission = SimulationSubmission()
                submission.policy = try PolicyFile.read(file)
                submission.reports = reports
                (submission.from, submission.to) = (from, to)
                (submission.unit, submission.category) = (unit, category)
                let simulator = PolicySimulator(
                    store: SimulationStore(administration.database, limits: .administration),
                    policies: PolicyStore(administration.database),
                    catalogs: CatalogCache(store: CatalogStore(administration.database))
                )
                print(SimulationTable(try await simulator.simulate(submission)))
            }
        }
    }
}
