import ArgumentParser
import Domain
import Services
import Store

extension AuditCommand {
    struct AcceptLoss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that exported seals are lost, so that the export goes on from the last one the database has.",
            discussion: """
                For a database that came back without its newest rows, as after a failover to a standby. The lost seals stay in the file; the \
                note is signed, follows them, and stands in the audit too; `audit verify --roots` tells of it for ever.
                """
        )

        @Option(help: "The file of exported seals; PHANANH_AUDIT_ROOTS_FILE unless told.")
        var roots: String?

        @Option(help: "Who notes it: the name of an account, for the audit.")
        var by: String

        @Option(help: "What happened, on one line: for whoever verifies, and kept.")
        var reason: String

        func run() async throws {
            let person = try PrincipalName.argument(by)
            try await Administration.run { administration in
                guard let path = roots ?? administration.settings.auditRootsFile else { throw ValidationError("there is no --roots") }
                let keys = SealKeys(try SecretKeys(folder: administration.settings.secretsFolder).audit)
                let acceptance = LossAcceptance(store: SealStore(administration.database), keys: keys, path: path)
                print(try await acceptance.accept(reason: reason, by: person))
            }
        }
    }
}
