package import Domain
package import Foundation

/// A file of holidays as somebody hands it in.
package struct CalendarUpload: Sendable {
    /// How it is written.
    package enum Format: String, Sendable, CaseIterable {
        /// `date,kind,intervals,name,decision`.
        case csv
        /// iCalendar: whole-day events, of which a person takes those that are days off.
        case ics
    }

    /// Events of a feed, counted from 1 as they are listed, and what kind of day they are.
    package struct Taken: Hashable, Sendable {
        /// Of all these events.
        package let kind: CalendarException.Kind
        /// nil: every event.
        package let events: [ClosedRange<Int>]?

        /// Reads `all`, `1,3-5` or `observed:7`: without a kind they are holidays. nil for anything else; days worked have hours, which
        /// a feed does not say.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let list = parts.last, text.utf8.count <= 1_000 else { return nil }
            let kind = parts.count == 1 ? .holiday : CalendarException.Kind(rawValue: parts[0])
            guard let kind, kind != .swapWork else { return nil }
            self.kind = kind
            if list == "all" {
                events = nil
                return
            }
            let ranges = list.split(separator: ",", omittingEmptySubsequences: false).map { Self.range($0) }
            guard !ranges.contains(nil) else { return nil }
            events = ranges.compactMap(\.self)
        }

        private static func range(_ text: Substring) -> ClosedRange<Int>? {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { $0.utf8.count <= 5 ? Int($0) : nil }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first >= 1, first <= last else {
                return nil
            }
            return first...last
        }
    }

    /// Why it makes no change.
    package enum Problem: Error, Hashable, Sendable {
        /// Every line with something wrong.
        case lines([CalendarFileProblem])
        /// A feed of which nothing was taken: these are its events, in order.
        case choose([CalendarFeed.Candidate])
        /// No event has that number.
        case noSuchEvent(Int)
        /// Two events taken fall on one day.
        case twice(CivilDate)
        /// The days do not fit the calendar.
        case days(CalendarImport.Problem)
    }

    private let text: String
    private let format: Format

    /// A file's text.
    package init(_ text: String, _ format: Format) {
        self.text = text
        self.format = format
    }

    /// The change it makes of a version, for the city or a unit; `taken` says which events of a feed are days off, `stretch` names
    /// more days than those between the file's first and last. Whatever is wrong, every bad line is named.
    package func change(
        of version: CalendarVersion,
        unit: UUID? = nil,
        taken: [Taken] = [],
        stretch: ClosedRange<CivilDate>? = nil
    ) throws(Problem) -> CalendarChange {
        let days = format == .csv ? try table(version.code) : try feed(taken)
        do {
            return try CalendarImport(days, stretch: stretch).change(of: version, unit: unit)
        } catch {
            throw .days(error)
        }
    }

    private func table(_ calendar: String) throws(Problem) -> [CivilDate: CalendarException] {
        let table = CalendarTable(text, calendar: calendar)
        guard table.problems.isEmpty else { throw .lines(table.problems) }
        return table.exceptions
    }

    private func feed(_ taken: [Taken]) throws(Problem) -> [CivilDate: CalendarException] {
        let feed = CalendarFeed(text)
        guard feed.problems.isEmpty else { throw .lines(feed.problems) }
        guard !taken.isEmpty else { throw .choose(feed.candidates) }
        var days: [CivilDate: CalendarException] = [:]
        for part in taken {
            for range in part.events ?? (feed.candidates.isEmpty ? [] : [1...feed.candidates.count]) {
                guard range.upperBound <= feed.candidates.count else { throw .noSuchEvent(range.upperBound) }
                for candidate in feed.candidates[(range.lowerBound - 1)..<range.upperBound] {
                    for (date, exception) in candidate.exceptions(as: part.kind) {
                        guard days.updateValue(exception, forKey: date) == nil else { throw .twice(date) }
                    }
                }
            }
        }
        return days
    }
}

extension CalendarUpload {
    /// A file from disk, by the ending of its name. Throws words for whoever runs the command; the size is checked before anything is
    /// read.
    package static func read(_ path: String) throws(Unreadable) -> CalendarUpload {
        let url = URL(filePath: path).resolvingSymlinksInPath()
        guard let format = Format(rawValue: url.pathExtension.lowercased()) else { throw Unreadable(path, "is neither .csv nor .ics") }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { throw Unreadable(path, "is no file") }
        guard let size = attributes[.size] as? Int, size <= CalendarFile.longestBytes else { throw Unreadable(path, "is longer than 1 MB") }
        guard let data = try? Data(contentsOf: url), let text = String(validating: data, as: UTF8.self) else {
            throw Unreadable(path, "cannot be read as UTF-8")
        }
        return CalendarUpload(text, format)
    }

    /// A file that cannot be used.
    package struct Unreadable: Error, CustomStringConvertible {
        /// One line.
        package let description: String

        init(_ path: String, _ fault: String) {
            description = "\(path) \(fault)"
        }
    }
}
