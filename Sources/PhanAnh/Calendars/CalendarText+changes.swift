import Domain
import Foundation
import Services

extension CalendarText {
    /// Why a file makes no change; of a feed its events.
    func problem(_ problem: CalendarUpload.Problem) -> String {
        switch problem {
        case .lines(let lines):
            let heading = say("\(lines.count) dòng sai, không có gì thay đổi:", "\(lines.count) lines are wrong, nothing was changed:")
            let texts = lines.map { line in
                let detail = line.detail.map { ": \($0.printable)" } ?? ""
                return say("  dòng \(line.line): \(line.code.rawValue)\(detail)", "  line \(line.line): \(line.code.rawValue)\(detail)")
            }
            return ([heading] + texts).joined(separator: "\n")
        case .choose(let candidates):
            let heading = say(
                "Chọn sự kiện là ngày nghỉ bằng --take; chưa có gì thay đổi:",
                "Choose the events that are days off with --take; nothing was changed:"
            )
            let texts = candidates.enumerated().map { number, candidate in
                let days =
                    candidate.days.count == 1 ? "\(candidate.days[0])" : "\(candidate.days[0])…\(candidate.days[candidate.days.count - 1])"
                return "  \(number + 1)  \(days)  \(candidate.name.printable)"
            }
            return ([heading] + texts).joined(separator: "\n")
        case .noSuchEvent(let number): return say("không có sự kiện số \(number)", "there is no event \(number)")
        case .twice(let date): return say("\(date): hai sự kiện cùng một ngày", "\(date): two events on one day")
        case .days(.empty): return say("tệp không có ngày nào", "the file has no day")
        case .days(.outsideStretch(let date)): return say("\(date) nằm ngoài --from…--to", "\(date) is not within --from and --to")
        }
    }

    /// What publishing came to.
    func publication(_ publication: CalendarPublication) -> String {
        switch publication {
        case .unchanged: say("Không có gì khác: không ban hành.", "Nothing differs: nothing was published.")
        case .unfit(let review):
            ([say("Không đạt kiểm tra, không có gì thay đổi:", "The checks forbid it, nothing was changed:")] + findings(review))
                .joined(separator: "\n")
        case .published(let version, let review):
            ([
                say(
                    "Đã ban hành phiên bản \(version.number): \(review.kind.label.vi), \(review.days.count) ngày đổi giờ. Thời hạn đang tính được tính lại.",
                    "Version \(version.number) is published: \(review.kind.label.en), the hours of \(review.days.count) days change. Open limits are being counted anew."
                )
            ] + findings(review)).joined(separator: "\n")
        case .proposed(let approval, let review):
            ([
                say(
                    "Đề nghị \(approval.id.uuidString.lowercased()): \(review.kind.label.vi), \(review.days.count) ngày đổi giờ. Cần người thứ hai: phananh approval approve.",
                    "Proposal \(approval.id.uuidString.lowercased()): \(review.kind.label.en), the hours of \(review.days.count) days change. A second person has to agree: phananh approval approve."
                )
            ] + findings(review)).joined(separator: "\n")
        }
    }

    /// What publishing would do.
    func preview(_ preview: CalendarPreview, from current: CalendarVersion, unit: UUID?) -> String {
        let review = preview.review
        let heading = say(
            "Phiên bản \(preview.next.number) sẽ là: \(review.kind.label.vi), \(review.days.count) ngày đổi giờ",
            "Version \(preview.next.number) would be: \(review.kind.label.en), the hours of \(review.days.count) days change"
        )
        let (old, new) = (current.definition(for: unit), preview.next.definition(for: unit))
        let horizon =
            old.lastDay == new.lastDay
            ? []
            : [
                "  \(CalendarWords.day(old.lastDay)) → \(CalendarWords.day(new.lastDay)): \(say("ngày cuối của lịch", "the last day covered"))"
            ]
        // Of days that come in with a longer calendar those of the week say nothing.
        let days = review.days.filter { old.covers($0) || new.exceptions[$0] != nil }
        let lines = days.prefix(60).map { "  \(change(of: $0, from: old, to: new))" }
        let rest = days.count > 60 ? ["  … +\(days.count - 60)"] : []
        return ([heading] + findings(review) + horizon + lines + rest + impact(preview)).joined(separator: "\n")
    }

    private func change(of date: CivilDate, from old: CalendarDefinition, to new: CalendarDefinition) -> String {
        func hours(_ definition: CalendarDefinition) -> String {
            definition.covers(date) ? CalendarWords.hours(definition.hours(on: date))[language] : say("chưa có", "not covered")
        }
        return "\(CalendarWords.weekday(date.weekday)[language]) \(CalendarWords.day(date)): \(hours(old)) → \(hours(new))"
    }

    private func findings(_ review: CalendarReview) -> [String] {
        review.findings.map { found in
            let level = found.finding.isError ? say("lỗi", "error") : say("lưu ý", "note")
            let unit = found.unit.map { " [\($0.uuidString.lowercased())]" } ?? ""
            return "  \(level)\(unit): \(found.finding.text[language])"
        }
    }

    private func impact(_ preview: CalendarPreview) -> [String] {
        let impact = preview.impact
        let totals = say(
            "\(impact.movedReports)/\(impact.reports) phản ánh và \(impact.movedClocks)/\(impact.clocks) thời hạn thay đổi; \(impact.newlyMissed) thành quá hạn, \(impact.noLongerMissed) không còn quá hạn; \(impact.faults) không tính được",
            "\(impact.movedReports) of \(impact.reports) reports and \(impact.movedClocks) of \(impact.clocks) clocks move; \(impact.newlyMissed) newly missed, \(impact.noLongerMissed) no longer; \(impact.faults) cannot be computed"
        )
        return [totals] + impact.moves.map { "  \(move($0, preview.agencies))" }
    }

    private func move(_ move: ClockMove, _ agencies: [UUID: Agency]) -> String {
        func time(_ standing: ClockMove.Standing) -> String {
            let resumption = standing.resumes.map { say("tính tiếp \(CalendarWords.time($0))", "goes on \(CalendarWords.time($0))") }
            return standing.due.map(CalendarWords.time) ?? resumption ?? standing.outcome.rawValue
        }
        let agency = move.clock.handler.flatMap { agencies[$0] }.map { " (\($0.name[language]))" } ?? ""
        var parts = ["\(move.report) \(CalendarWords.clock(move.clock)[language])\(agency): \(time(move.before)) → \(time(move.after))"]
        if let working = move.workingSeconds, working != 0 { parts.append(CalendarWords.shift(working: working)[language]) }
        if let seconds = move.seconds, seconds != 0 { parts.append(CalendarWords.shift(seconds)[language]) }
        if move.before.outcome != move.after.outcome { parts.append("\(move.before.outcome.rawValue) → \(move.after.outcome.rawValue)") }
        return parts.joined(separator: ", ")
    }
}

extension CalendarDefinition {
    fileprivate func covers(_ date: CivilDate) -> Bool { firstDay <= date && date <= lastDay }
}
