import ArgumentParser
import Domain
import Services
import Store

struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "The figures of dashboards: compared with the histories, counted anew.",
        subcommands: [Verify.self, Rebuild.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare all figures with the histories they follow from; ends with 1 when something differs.",
            discussion: """
                What the service has not counted yet is no difference: figures are compared with what was known at the position they stand \
                for. While it looks reports up by other boundaries or counts clocks anew by another calendar, reports that it has not come \
                to yet are left out.
                """
        )

        func run() async throws {
            try await Administration.run { administration in
                let outcome = try await administration.reconciliation.run(repair: false) { drifts in
                    for drift in drifts { print(drift) }
                }
                print("\(outcome.reports) reports, \(outcome.rows) rows differ")
                if outcome.rows > 0 { throw ExitCode.failure }
            }
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count everything anew, some hundred reports at a time, while the service runs and answers.",
            discussion: """
                Every report's figures are counted from its whole history, and every day's from those; what differs is written, with the rest \
                left as it is. May be ended at any time and begun again. Figures are true of what was gone over, from the oldest report on.
                """
        )

        func run() async throws {
            try await Administration.run { administration in
                let counting = FigureCounting(store: FigureStore(administration.database), catalogs: administration.catalogs)
                while try await counting.step().hasMore {}
                let outcome = try await administration.reconciliation.run(repair: true) { drifts in
                    for drift in drifts { print("mended: \(drift)") }
                }
                print("\(outcome.reports) reports counted, \(outcome.rows) rows were wrong")
            }
        }
    }
}

extension Administration {
    fileprivate var reconciliation: FigureReconciliation {
        FigureReconciliation(store: FigureStore(database), catalogs: catalogs)
    }
}
