import ArgumentParser
import Domain
import Foundation
import Services
import Store

struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "Working hours and holidays, in versions.",
        discussion: """
            A version is published whole and never changes. What changes only days to come is in force at once, and the limits of open \
            reports move with it; what changes days already counted waits for a second person (see `phananh approval`). What is \
            published here is not overwritten by `phananh reference load`.
            """,
        subcommands: [List.self, Show.self, Import.self, Week.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every calendar, with its newest version.")

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            try await Administration.run { administration in
                for version in try await administration.calendars.list() {
                    print(CalendarText(language: english ? .en : .vi).line(version))
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A calendar's week and exceptions, those of a unit, or the hours of one day and why."
        )

        @Argument(help: "The calendar's code, such as hanoi-office.")
        var code: String

        @Option(help: "The code of a unit: with what it does differently.")
        var unit: String?

        @Option(help: "One day, YYYY-MM-DD.")
        var day: String?

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            let date = try day.map { try CivilDate.argument($0) }
            try await Administration.run { administration in
                let id = try await administration.unit(unit)
                let (version, _) = try await administration.calendars.show(code)
                let text = CalendarText(language: english ? .en : .vi)
                if let date {
                    print(text.day(date, of: version, unit: id))
                } else {
                    print(text.page(version, unit: id))
                }
            }
        }
    }
}

extension Administration {
    var catalogs: CatalogCache { CatalogCache(store: CatalogStore(database)) }

    var calendars: Calendars {
        Calendars(store: CalendarStore(database), impacts: ImpactStore(database), catalogs: catalogs)
    }

    /// The id of a unit of today by its official code; nil for nil.
    func unit(_ code: String?) async throws -> UUID? {
        guard let code else { return nil }
        let today = HanoiDay(containing: .machineClock).date
        guard let unit = try await catalogs.newest().units(on: today).first(where: { $0.code == code }) else {
            throw ValidationError("there is no unit \(code) today")
        }
        return unit.id
    }
}

extension CivilDate {
    /// A day given as an argument.
    static func argument(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else { throw ValidationError("\(text) is no day as YYYY-MM-DD") }
        return date
    }
}

extension PrincipalName {
    /// A name given as an argument.
    static func argument(_ text: String) throws -> PrincipalName {
        guard let name = PrincipalName(text) else { throw ValidationError("a name is 1 to 32 of a-z, 0-9 and -") }
        return name
    }
}
