import ArgumentParser
import Domain
import Foundation
import Services
import Store

extension CalendarCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish the holidays of a file as the calendar's next version.",
            discussion: """
                A table has the columns date,kind,intervals,name,decision (kinds: holiday, observed, swap_off, swap_work, special). Of \
                an iCalendar feed nothing is taken unasked, as feeds hold days that are no days off: without --take its events are \
                listed with their numbers.

                The file says everything about the days from its first to its last: other exceptions in that stretch go, and all \
                outside it stay, so importing next year's holidays leaves this year's alone. --from and --to name a longer stretch, such \
                as the whole year. What reaches beyond the calendar's last day extends it: to the file's last day, or to --to. A year \
                that comes in without one holiday is refused.

                If a line is wrong it is named, and nothing is changed. A change of days already counted needs --reason and is proposed: \
                another person approves it with `phananh approval approve`. --dry-run says which limits of reports would move.
                """
        )

        @Argument(help: "The file, .csv or .ics, at most 1 MB.")
        var file: String

        @Option(help: "The calendar's code, such as hanoi-office.")
        var calendar: String

        @Option(help: "The code of the unit whose own exceptions these are.")
        var unit: String?

        @Option(help: "Why, where days already counted change.")
        var reason: String?

        @Option(help: "Who publishes: a plain name of a-z, 0-9 and -.")
        var by: String

        @Option(help: "Of a feed, events that are days off: all, 1,3-5, or with their kind observed:7. May be given again.")
        var take: [String] = []

        @Option(help: "The first day that the file speaks of, YYYY-MM-DD.")
        var from: String?

        @Option(help: "The last day that the file speaks of, YYYY-MM-DD.")
        var to: String?

        @Flag(help: "Only say what would change, and for which reports.")
        var dryRun = false

        @Flag(help: "In English.")
        var english = false

        func run() async throws {
            let editor = try Editor.argument(by)
            let stretch = try stretch()
            let taken = try take.map { text in
                guard let taken = CalendarUpload.Taken(text) else { throw ValidationError("--take \(text) is no list of events") }
                return taken
            }
            try await Administration.run { administration in
                let text = CalendarText(language: english ? .en : .vi)
                let upload = try CalendarUpload.read(file)
                let (version, _) = try await administration.calendars.show(calendar)
                let unit = try await administration.unit(unit)
                let change: CalendarChange
                do throws(CalendarUpload.Problem) {
                    change = try upload.change(of: version, unit: unit, taken: taken, stretch: stretch)
                } catch {
                    print(text.problem(error))
                    throw ExitCode.failure
                }
                if dryRun {
                    try await administration.preview(change, of: version, text)
                } else {
                    try await administration.publish(change, of: version, by: editor, reason: reason, text)
                }
            }
        }

        private func stretch() throws -> ClosedRange<CivilDate>? {
            guard from != nil || to != nil else { return nil }
            guard let from, let to else { throw ValidationError("--from and --to go together") }
            let (first, last) = (try CivilDate.argument(from), try CivilDate.argument(to))
            guard first <= last else { throw ValidationError("--from is after --to") }
            return first...last
        }
    }
}
