import ArgumentParser
import Domain
import Foundation
import Services

extension CalendarCommand {
    struct Week: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish the hours of the weekdays as the calendar's next version, from a day on.",
            discussion: """
                The week is told whole: of the city a weekday that is left out is closed, of a unit it is as the city has it. It holds from \
                the day after publication unless --from names another, in the place of all weeks that were to begin then or later. A day \
                that is not to come corrects days already counted: it needs --reason, and another person approves it with `phananh approval \
                approve`.
                """
        )

        @Argument(help: "The calendar's code, such as hanoi-office.")
        var calendar: String

        @Option(help: "Weekdays and their hours, 1-5=\"08:00-12:00 13:30-17:30\" or 7= for closed; 1 is Monday. May be given again.")
        var hours: [String] = []

        @Option(help: "The code of the unit whose own hours these are.")
        var unit: String?

        @Option(help: "The first day of the new hours, YYYY-MM-DD.")
        var from: String?

        @Option(help: "Why, where days already counted change.")
        var reason: String?

        @Option(help: "Who publishes: a plain name of a-z, 0-9 and -.")
        var by: String

        @Flag(help: "Only say what would change, and for which reports.")
        var dryRun = false

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            let editor = try Editor.argument(by)
            var change = CalendarChange(calendar: calendar)
            change.week = try week()
            change.weekFrom = try from.map { try CivilDate.argument($0) }
            try await Administration.run { [change] administration in
                var change = change
                change.unit = try await administration.unit(unit)
                let (version, _) = try await administration.calendars.show(calendar)
                let text = CalendarText(language: english ? .en : .vi)
                if dryRun {
                    try await administration.preview(change, of: version, text)
                } else {
                    try await administration.publish(change, of: version, by: editor, reason: reason, text)
                }
            }
        }

        private func week() throws -> WorkingWeeks.Week {
            try hours.reduce(into: [:]) { week, text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, let days = Self.weekdays(parts[0]), let hours = DayInterval.list(parts[1]) else {
                    throw ValidationError("--hours \(text) is not as 1-5=\"08:00-12:00 13:30-17:30\"")
                }
                for day in days where week.updateValue(hours, forKey: day) != nil { throw ValidationError("--hours names \(day) twice") }
            }
        }

        private static func weekdays(_ text: String) -> ClosedRange<Int>? {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { $0.utf8.count == 1 ? Int($0) : nil }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], (1...7).contains(first),
                (first...7).contains(last)
            else { return nil }
            return first...last
        }
    }
}

extension Administration {
    /// Says what publishing a change would do; ends in failure where the checks forbid it.
    func preview(_ change: CalendarChange, of version: CalendarVersion, _ text: CalendarText) async throws {
        let preview = try await calendars.preview(change, expecting: [version.number])
        print(text.preview(preview, from: version, unit: change.unit))
        if !preview.review.isFit { throw ExitCode.failure }
    }

    /// Publishes a change, or proposes it, and says what came of it; ends in failure where the checks forbid it.
    func publish(
        _ change: CalendarChange,
        of version: CalendarVersion,
        by editor: Editor,
        reason: String?,
        _ text: CalendarText
    ) async throws {
        let done = try await calendars.publish(change, expecting: [version.number], by: editor, reason: reason)
        print(text.publication(done))
        if case .unfit = done { throw ExitCode.failure }
    }
}
