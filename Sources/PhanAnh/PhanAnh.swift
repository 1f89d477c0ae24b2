import ArgumentParser

@main
struct PhanAnh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phananh",
        abstract: "Brings citizens' reports to the unit responsible, and keeps the clock.",
        subcommands: [
            Serve.self, Doctor.self, Migrate.self, ReferenceCommand.self, BoundariesCommand.self, SLACommand.self,
            CalendarCommand.self, PolicyCommand.self, ApprovalCommand.self, ClientsCommand.self, AccountsCommand.self, AuditCommand.self,
            SecretsCommand.self, KeysCommand.self, PrivacyCommand.self, AttachmentsCommand.self, MetricsCommand.self,
        ]
    )
}
