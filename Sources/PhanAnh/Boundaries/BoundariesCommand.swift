import ArgumentParser
import Domain
import Foundation
import Services
import Store

struct BoundariesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundaries",
        abstract: "The borders by which reports are routed, in versions.",
        subcommands: [Import.self, List.self, Show.self, Activate.self]
    )

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a GeoJSON FeatureCollection of all units and store it as a version.",
            discussion: "Problems are listed and then nothing is stored. The version routes reports once it is activated."
        )

        @Argument(help: "The file, at most 64 MB, WGS 84 longitudes and latitudes.")
        var file: String

        @Option(help: "What people call the version.")
        var title: String

        @Option(help: "The resolution or decision that draws these borders.")
        var legalRef: String

        @Option(help: "The first day on which they hold, YYYY-MM-DD.")
        var effectiveFrom: String

        @Option(help: "Where the file comes from; its path unless told.")
        var source: String?

        @Option(help: "The property of each feature that holds the unit's official code.")
        var codeProperty = "code"

        func run() async throws {
            try await Administration.run { administration in
                let report = try await BoundaryService(store: BoundaryStore(administration.database)).importFile(
                    try BoundaryFile.read(file),
                    title: title,
                    legalRef: legalRef,
                    effectiveFrom: effectiveFrom,
                    source: source ?? file,
                    codeProperty: codeProperty
                )
                print(ImportReportTable(report))
                if report.version == nil { throw ExitCode.failure }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All versions, the newest first.")

        func run() async throws {
            try await Administration.run { administration in
                for version in try await BoundaryService(store: BoundaryStore(administration.database)).list() {
                    print(
                        "\(version.id.uuidString.lowercased())  \(version.status.rawValue)  \(version.effectiveFrom)  \(version.title)  (\(version.source))"
                    )
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One version and what its import found.")

        @Argument(help: "Its id, or an unambiguous beginning of it.")
        var version: String

        func run() async throws {
            try await Administration.run { administration in
                print(ImportReportTable(try await BoundaryService(store: BoundaryStore(administration.database)).show(version)))
            }
        }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Route reports by a version from now on.")

        @Argument(help: "Its id, or an unambiguous beginning of it.")
        var version: String

        func run() async throws {
            try await Administration.run { administration in
                let active = try await BoundaryService(store: BoundaryStore(administration.database)).activate(version)
                print("active: \(active.id.uuidString.lowercased())  \(active.title)")
            }
        }
    }
}
