import ArgumentParser
import Domain
import Services
import Store

struct SLACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sla",
        abstract: "The clocks of reports: explained, compared with the histories, brought up to date.",
        subcommands: [Explain.self, Verify.self, Sweep.self]
    )

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say how a report's time limits come about, day by day.")

        @Argument(help: "The report's code, such as HN-26-7K3F9Q-3.")
        var code: String

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            guard case .code(let code) = ReportCode.read(code) else { throw ValidationError("\(code) is not a report's code") }
            try await Administration.run { administration in
                let explanations = try await administration.verification.explain(code, in: english ? .en : .vi)
                print(explanations.joined(separator: "\n\n"))
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare the stored clocks and levels of every report with its history; ends with 1 when something differs.",
            discussion: """
                Differences are defects, but for a while after a calendar's publication: then the service is still counting clocks anew. \
                With --repair clocks are written anew, levels passed by them are recorded, and levels that were not passed after all are \
                voided in the history; what cannot be computed is left, and named at the end. Reports for practice are not told of; --repair \
                repairs them too.
                """
        )

        @Flag(help: "Write what the histories say, and end with 0 if nothing had to be left.")
        var repair = false

        func run() async throws {
            try await Administration.run { administration in
                let outcome = try await administration.verification.run(repair: repair) { drifts in
                    for drift in drifts { print(drift) }
                }
                print("\(outcome.reports) reports, \(outcome.drifts.count) differences")
                guard repair else {
                    if !outcome.drifts.isEmpty { throw ExitCode.failure }
                    return
                }
                for drift in outcome.left { print("left as it was: \(drift)") }
                print(outcome.left.isEmpty ? "repaired" : "not all repaired")
                if !outcome.left.isEmpty { throw ExitCode.failure }
            }
        }
    }

    struct Sweep: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record everything that is due now, as the service does all the time; several at once share the work."
        )

        func run() async throws {
            try await Administration.run { administration in
                let sweeper = SLASweeper(store: SweepStore(administration.database), catalogs: administration.catalogs)
                var (clocks, recorded) = (0, 0)
                while true {
                    let result = try await sweeper.sweep()
                    clocks += result.clocks
                    recorded += result.recorded
                    for (report, fault) in result.faults { print("report \(report): \(fault)") }
                    guard result.hasMore else { break }
                }
                print("\(clocks) clocks were due, \(recorded) entries recorded")
            }
        }
    }
}

extension Administration {
    fileprivate var verification: SLAVerification {
        SLAVerification(store: VerificationStore(database), catalogs: catalogs)
    }
}
