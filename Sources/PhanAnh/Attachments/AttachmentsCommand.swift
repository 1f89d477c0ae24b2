import ArgumentParser
import Foundation
import Media
import Services
import Store

struct AttachmentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attachments",
        abstract: "The files of reports: look whether all are there, and bring them into another storage.",
        subcommands: [Verify.self, Migrate.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare the storage with the database; ends with 1 when something is wrong.",
            discussion: "What lies in the storage for an hour and is not known is told too."
        )

        @Flag(help: "Read every file, and compare its digest with its name.")
        var read = false

        @Flag(help: "Remove what is not known.")
        var removeUnknown = false

        func run() async throws {
            try await Administration.run { administration in
                let settings = administration.settings.attachments
                guard let storage = settings.storage(settings.keeping) else { throw ValidationError("no storage is set up") }
                let objects = StoredObjectStore(administration.database)
                let verification = AttachmentVerification(storage: storage, objects: objects)
                let outcome = try await verification.verify(reading: read)
                for fault in outcome.faults { print(Self.text(fault)) }
                print("\(outcome.objects) files, \(outcome.bytes) bytes, \(outcome.faults.count) faults")
                var left = outcome.faults.count
                if removeUnknown {
                    let removed = try await verification.remove(outcome.faults)
                    print("\(removed) removed")
                    left -= removed
                }
                if left > 0 { throw ExitCode.failure }
            }
        }

        private static func text(_ fault: AttachmentVerification.Fault) -> String {
            switch fault {
            case .missing(let name): "\(name) is missing"
            case .wrongSize(let name): "\(name) has another size"
            case .damaged(let name): "\(name) is damaged"
            case .unknown(let name): "\(name) is not known"
            }
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy all files into another storage that is set up.",
            discussion: """
                The service may run on meanwhile. Then set PHANANH_ATTACHMENTS, restart, and run it once more for what came in between. Nothing is \
                removed from where it was.
                """
        )

        @Option(help: "Where they are: folder or s3.")
        var from: AttachmentSettings.Keeping

        @Option(help: "Where they are to be: folder or s3.")
        var to: AttachmentSettings.Keeping

        func validate() throws {
            if from == to { throw ValidationError("--from and --to are the same") }
        }

        func run() async throws {
            try await Administration.run { administration in
                let settings = administration.settings.attachments
                guard let source = settings.storage(from), let target = settings.storage(to) else {
                    throw ValidationError("s3 is not set up: PHANANH_S3_ENDPOINT")
                }
                let migration = AttachmentMigration(
                    objects: StoredObjectStore(administration.database),
                    from: source,
                    to: target,
                    by: settings.uploads
                )
                let outcome = try await migration.run()
                for name in outcome.missing { print("\(name) is missing") }
                print(
                    "\(outcome.copied) copied (\(outcome.bytes) bytes), \(outcome.present) there already, \(outcome.missing.count) missing"
                )
                if !outcome.missing.isEmpty { throw ExitCode.failure }
            }
        }
    }
}

extension AttachmentSettings.Keeping: ExpressibleByArgument {}
