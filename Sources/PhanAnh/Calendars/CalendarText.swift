import Domain
import Foundation
import Services

/// Calendars as lines for a terminal.
struct CalendarText {
    let language: Language

    /// One line of a list.
    func line(_ version: CalendarVersion) -> String {
        let definition = version.definition
        let name = language == .vi ? definition.name : version.nameEn
        let units = version.overlays.count
        return say(
            "\(version.code)  phiên bản \(version.number)  \(definition.firstDay)…\(definition.lastDay)  \(name), \(definition.exceptions.count) ngày riêng, \(units) đơn vị có giờ riêng; \(published(version))",
            "\(version.code)  version \(version.number)  \(definition.firstDay)…\(definition.lastDay)  \(name), \(definition.exceptions.count) exceptions, \(units) units with their own; \(published(version))"
        )
    }

    /// Week and exceptions, of a unit those it does not share with the city marked.
    func page(_ version: CalendarVersion, unit: UUID?) -> String {
        let definition = version.definition(for: unit)
        let overlay = unit.flatMap { version.overlays[$0] }
        let week = definition.weeks.templates(from: definition.firstDay).flatMap { from, week in
            let own = overlay?.weeks.week(on: from)
            return [say("từ \(CalendarWords.day(from)):", "from \(CalendarWords.day(from)):")]
                + (1...7).map { weekday in
                    let hours = CalendarWords.hours(week[weekday] ?? [])[language]
                    return "  \(CalendarWords.weekday(weekday)[language]): \(hours)\(own?[weekday] == nil ? "" : ownMark)"
                }
        }
        let days = definition.exceptions.sorted { $0.key < $1.key }.map { date, exception in
            "  \(day(date, exception))\(overlay?.exceptions[date] == nil ? "" : ownMark)"
        }
        return ([line(version), version.source.printable] + week + days).joined(separator: "\n")
    }

    /// The hours of a day and where they come from.
    func day(_ date: CivilDate, of version: CalendarVersion, unit: UUID?) -> String {
        let definition = version.definition(for: unit)
        guard definition.firstDay <= date, date <= definition.lastDay else {
            return say("\(CalendarWords.day(date)): ngoài lịch", "\(CalendarWords.day(date)): not covered")
        }
        let hours = CalendarWords.hours(definition.hours(on: date))[language]
        let overlay = unit.flatMap { version.overlays[$0] }
        if let exception = definition.exceptions[date] {
            return "\(day(date, exception))\(overlay?.exceptions[date] == nil ? "" : ownMark)"
        }
        let own = overlay?.weeks.week(on: date)[date.weekday] == nil ? "" : ownMark
        return "\(CalendarWords.weekday(date.weekday)[language]) \(CalendarWords.day(date)): \(hours)\(own)"
    }

    private func day(_ date: CivilDate, _ exception: CalendarException) -> String {
        let hours = CalendarWords.hours(exception.hours)[language]
        let decision = exception.decision.map { "; \($0.printable)" } ?? ""
        let weekday = CalendarWords.weekday(date.weekday)[language]
        return "\(weekday) \(CalendarWords.day(date)): \(hours), \(exception.kind.label[language]) (\(exception.name.printable)\(decision))"
    }

    private var ownMark: String { say("  [của đơn vị]", "  [the unit's own]") }

    private func published(_ version: CalendarVersion) -> String {
        let time = CalendarWords.time(version.publishedAt)
        guard let person = version.publishedBy else {
            return say("nạp từ tệp tham chiếu \(time)", "loaded with the reference data \(time)")
        }
        return say("\(person) ban hành \(time)", "published by \(person) \(time)")
    }

    func say(_ vi: String, _ en: String) -> String { language == .vi ? vi : en }
}

extension String {
    /// Control characters shown as `?`: files and other people's texts do not steer the terminal.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
