import Domain
import Foundation
import RandomTesting
import Testing

struct ClockExplanationTests {
    /// Office hours with the names and decisions of Tết 2026.
    private static func rules() throws -> SLARules {
        var calendar = OfficeCalendar.definition()
        for day in 16...20 {
            calendar.exceptions[OfficeCalendar.date("2026-02-\(day)")] = CalendarException(
                kind: .holiday,
                name: "Tết Nguyên đán Bính Ngọ",
                decision: "Thông báo 9441/TB-BNV ngày 16/10/2025"
            )
        }
        return try TestHistory.rules(calendar)
    }

    private let names = [
        TestHistory.ward: BilingualText(vi: "UBND phường Ba Đình", en: "People's Committee of Ba Dinh Ward"),
        TestHistory.police: BilingualText(vi: "Công an phường Ba Đình", en: "Ba Dinh Ward police"),
    ]

    private func text(_ history: TestHistory, at time: String, _ language: Language) throws -> String {
        let rules = try Self.rules()
        return try ReportClocks(folding: history.events, by: rules)
            .explained(at: hanoi(time), by: rules)
            .map { $0.text(in: language, agencies: names) }
            .joined(separator: "\n\n")
    }

    @Test("filed on Friday 13 February 2026 at 16:30, in Vietnamese")
    func filedOnTheFridayBeforeTet() throws {
        let history = TestHistory(filed: "2026-02-13 16:30")
        #expect(
            try text(history, at: "2026-02-13 16:30", .vi) == """
                Thời hạn tiếp nhận: đang tính
                Hạn: 16:30 thứ Hai 23/02/2026.
                Thời hạn là 8 giờ làm việc, theo chính sách “Bình thường”, phiên bản 1. \
                Căn cứ: Quyết định 1207/QĐ-UBND ngày 28/02/2025.
                Tính từ 16:30 thứ Sáu 13/02/2026 (giờ Hà Nội).
                Từ 16:30 thứ Sáu 13/02/2026 đến 16:30 thứ Hai 23/02/2026, UBND phường Ba Đình:
                  Thứ Sáu 13/02/2026: 16:30–17:30 = 1 giờ
                  Từ 14/02/2026 đến hết 15/02/2026: nghỉ cuối tuần
                  Từ 16/02/2026 đến hết 20/02/2026: nghỉ lễ, tết (Tết Nguyên đán Bính Ngọ; Thông báo 9441/TB-BNV ngày 16/10/2025)
                  Từ 21/02/2026 đến hết 22/02/2026: nghỉ cuối tuần
                  Thứ Hai 23/02/2026: 08:00–12:00, 13:30–16:30 = 7 giờ
                  cộng lại: 8 giờ làm việc
                Đến 16:30 thứ Sáu 13/02/2026 đã dùng 0 giờ làm việc.
                Sắp tới: Cảnh báo 75% thời hạn, sau 14:30 thứ Hai 23/02/2026.
                Sắp tới: Cảnh báo 90% thời hạn, sau 15:42 thứ Hai 23/02/2026.
                Sắp tới: Quá hạn, sau 16:30 thứ Hai 23/02/2026.
                Sắp tới: Báo cáo lãnh đạo đơn vị (100%), sau 16:30 thứ Hai 23/02/2026.
                Sắp tới: Báo cáo đầu mối điều phối Thành phố (150%), sau 11:00 thứ Ba 24/02/2026.
                Sắp tới: Báo cáo quản trị Thành phố (200%), sau 16:30 thứ Ba 24/02/2026.

                Thời hạn giải quyết: chưa bắt đầu tính
                Bắt đầu tính khi phản ánh được tiếp nhận, chậm nhất là khi hết hạn tiếp nhận. \
                Hạn dự kiến muộn nhất: 16:30 thứ Hai 02/03/2026.
                Thời hạn là 40 giờ làm việc, theo chính sách “Bình thường”, phiên bản 1. Thời hạn này chưa được Thành phố xác nhận.
                """
        )
    }

    @Test("filed on Friday 13 February 2026 at 16:30, in English")
    func theSameInEnglish() throws {
        let history = TestHistory(filed: "2026-02-13 16:30")
        #expect(
            try text(history, at: "2026-02-13 16:30", .en) == """
                Time to accept: running
                Due: 16:30 on Monday 23 Feb 2026.
                The limit is 8 working hours, by the policy “Normal”, version 1. \
                Legal basis: Quyết định 1207/QĐ-UBND ngày 28/02/2025.
                Counted from 16:30 on Friday 13 Feb 2026 (Hanoi time).
                From 16:30 on Friday 13 Feb 2026 to 16:30 on Monday 23 Feb 2026, People's Committee of Ba Dinh Ward:
                  Friday 13 Feb 2026: 16:30–17:30 = 1 h
                  14 Feb 2026 to 15 Feb 2026: weekend
                  16 Feb 2026 to 20 Feb 2026: public holiday (Tết Nguyên đán Bính Ngọ; Thông báo 9441/TB-BNV ngày 16/10/2025)
                  21 Feb 2026 to 22 Feb 2026: weekend
                  Monday 23 Feb 2026: 08:00–12:00, 13:30–16:30 = 7 h
                  in all: 8 working hours
                Used until 16:30 on Friday 13 Feb 2026: 0 working hours.
                Ahead: Warning at 75%, after 14:30 on Monday 23 Feb 2026.
                Ahead: Warning at 90%, after 15:42 on Monday 23 Feb 2026.
                Ahead: Overdue, after 16:30 on Monday 23 Feb 2026.
                Ahead: Escalated to the unit's admin (100%), after 16:30 on Monday 23 Feb 2026.
                Ahead: Escalated to the city coordinator (150%), after 11:00 on Tuesday 24 Feb 2026.
                Ahead: Escalated to the city's admin (200%), after 16:30 on Tuesday 24 Feb 2026.

                Time to resolve: not started
                Starts when the report is accepted, at the latest when the time to accept is over. Then due: 16:30 on Monday 2 Mar 2026.
                The limit is 40 working hours, by the policy “Normal”, version 1. The city has not confirmed this limit.
                """
        )
    }

    /// An hour is used up as Tết begins, and the evening's answer is still in time.
    @Test func dueAsADayOffBegins() throws {
        let history = TestHistory(filed: "2026-02-13 16:30", policy: TestHistory.brief)
        let (vi, en) = try (text(history, at: "2026-02-13 16:31", .vi), text(history, at: "2026-02-13 16:31", .en))
        #expect(
            vi.hasPrefix(
                """
                Thời hạn tiếp nhận: đang tính
                Hạn: 17:30 thứ Sáu 13/02/2026. Chỉ quá hạn sau 08:00 thứ Hai 23/02/2026: trước đó không có giờ làm việc nào nữa.
                """
            )
        )
        #expect(
            en.hasPrefix(
                """
                Time to accept: running
                Due: 17:30 on Friday 13 Feb 2026. Overdue only after 08:00 on Monday 23 Feb 2026: no working time comes before that.
                """
            )
        )
    }

    @Test func pausedAnsweredAndPassedOn() throws {
        let history = TestHistory(filed: "2026-02-13 16:30").then("2026-02-23 10:00", .acknowledged)
            .then("2026-02-23 11:00", .paused(.awaitingCitizen)).then("2026-02-24 09:00", .answered)
            .then("2026-02-24 20:00", nil, to: TestHistory.police)
        let text = try text(history.then("2026-02-25 09:00", .paused(.legal)), at: "2026-02-25 10:00", .vi)
        #expect(
            text.hasSuffix(
                """
                Thời hạn giải quyết: đang tạm dừng
                Thời hạn là 40 giờ làm việc, theo chính sách “Bình thường”, phiên bản 1. Thời hạn này chưa được Thành phố xác nhận.
                Tính từ 10:00 thứ Hai 23/02/2026 (giờ Hà Nội).
                Từ 10:00 thứ Hai 23/02/2026 đến 11:00 thứ Hai 23/02/2026, UBND phường Ba Đình:
                  Thứ Hai 23/02/2026: 10:00–11:00 = 1 giờ
                  cộng lại: 1 giờ làm việc
                Từ 11:00 thứ Hai 23/02/2026 đến 09:00 thứ Ba 24/02/2026, UBND phường Ba Đình: \
                tạm dừng, chờ người phản ánh bổ sung thông tin (không tính 6 giờ làm việc).
                Từ 09:00 thứ Ba 24/02/2026 đến 20:00 thứ Ba 24/02/2026, UBND phường Ba Đình:
                  Thứ Ba 24/02/2026: 09:00–12:00, 13:30–17:30 = 7 giờ
                  cộng lại: 7 giờ làm việc
                Từ 20:00 thứ Ba 24/02/2026 đến 09:00 thứ Tư 25/02/2026, Công an phường Ba Đình:
                  Thứ Ba 24/02/2026: 20:00–24:00 = 4 giờ
                  Thứ Tư 25/02/2026: 00:00–09:00 = 9 giờ
                  cộng lại: 13 giờ làm việc
                Từ 09:00 thứ Tư 25/02/2026 đến 10:00 thứ Tư 25/02/2026, Công an phường Ba Đình: \
                tạm dừng, theo quy định của pháp luật (không tính 1 giờ làm việc).
                Đến 10:00 thứ Tư 25/02/2026 đã dùng 21 giờ làm việc.
                Còn lại 19 giờ làm việc; tự tính tiếp từ 01:00 thứ Sáu 27/02/2026.
                """
            )
        )
        #expect(text.hasPrefix("Thời hạn tiếp nhận: đúng hạn\n"))
    }

    /// R10: what is left then is no limit of the policy, but comes from it.
    @Test func reopened() throws {
        let history = TestHistory(filed: "2026-03-02 08:00").then("2026-03-02 10:00", .resolved).then("2026-03-03 08:00", .reopened)
        let (vi, en) = try (text(history, at: "2026-03-03 08:00", .vi), text(history, at: "2026-03-03 08:00", .en))
        #expect(
            vi.contains(
                """
                Thời hạn là 20 giờ làm việc, theo chính sách “Bình thường”, phiên bản 1. \
                Sau khi mở lại: 50% của 40 giờ làm việc, ít nhất 8 giờ làm việc. Thời hạn này chưa được Thành phố xác nhận.
                """
            )
        )
        #expect(en.contains("version 1. After a reopening: 50% of 40 working hours, at least 8 working hours. The city has"))
        #expect(en.components(separatedBy: "After a reopening").count == 2)
    }

    @Test func overdueOnADayWorkedInstead() throws {
        let history = TestHistory(filed: "2026-08-21 18:00", policy: TestHistory.urgent)
        let text = try text(history, at: "2026-08-25 08:00", .en)
        #expect(
            text.hasPrefix(
                """
                Time to accept: overdue and still running
                Due: 17:30 on Saturday 22 Aug 2026. Overdue only after 08:00 on Monday 24 Aug 2026: no working time comes before that.
                The limit is 8 working hours, by the policy “urgent”, version 1. Legal basis: Quyết định 1207/QĐ-UBND ngày 28/02/2025.
                Started at 18:00 on Friday 21 Aug 2026, outside working hours, so counted from 08:00 on Saturday 22 Aug 2026 (Hanoi time).
                From 18:00 on Friday 21 Aug 2026 to 08:00 on Tuesday 25 Aug 2026, People's Committee of Ba Dinh Ward:
                  Friday 21 Aug 2026: outside working hours
                  Saturday 22 Aug 2026: 08:00–12:00, 13:30–17:30 = 8 h, worked instead of another day (2026-08-22)
                  Sunday 23 Aug 2026: weekend
                  Monday 24 Aug 2026: 08:00–12:00, 13:30–17:30 = 8 h
                  Tuesday 25 Aug 2026: outside working hours
                  in all: 16 working hours
                Used until 08:00 on Tuesday 25 Aug 2026: 16 working hours.
                Passed: Warning at 75%, 15:30 on Saturday 22 Aug 2026.
                Passed: Warning at 90%, 16:42 on Saturday 22 Aug 2026.
                Passed: Overdue, 08:00 on Monday 24 Aug 2026.
                """
            )
        )
    }

    /// R18: more time ends the delay, and not that the clock was late.
    @Test func lateAndExtendedOrPaused() throws {
        let late = TestHistory(filed: "2026-03-02 08:00", policy: TestHistory.brief).then("2026-03-02 08:30", .acknowledged)
        let extended = late.then("2026-03-02 15:00", .extended(seconds: 28_800))
        let (vi, en) = try (text(extended, at: "2026-03-02 15:00", .vi), text(extended, at: "2026-03-02 15:00", .en))
        #expect(vi.contains("\nThời hạn giải quyết: đã trễ hạn, được gia hạn đến 14:00 thứ Ba 03/03/2026\n"))
        #expect(en.contains("\nTime to resolve: missed, extended until 14:00 on Tuesday 3 Mar 2026\nDue: 14:00 on Tuesday 3 Mar 2026.\n"))
        let again = try text(extended, at: "2026-03-03 15:00", .en)
        #expect(again.contains("\nTime to resolve: overdue and still running\n"))
        let paused = try text(late.then("2026-03-02 15:00", .paused(.legal)), at: "2026-03-02 15:00", .en)
        #expect(paused.contains("\nTime to resolve: missed, paused at present\n"))
    }

    /// The days of a stretch sum to what the calendar says, for any segment of any history.
    @Test func daysSumToTheTotal() throws {
        let city = try RandomCity(tick: 60, days: 12)
        var random = SplitMix64(seed: 51)
        var wrong: [String] = []
        for number in 0..<300 {
            let history = city.history(&random)
            let now = city.instant(history.end)
            let clocks = try ReportClocks(folding: history.events.map(\.event), by: city.rules)
            for explanation in try clocks.explained(at: now, withHandling: true, by: city.rules) {
                let past = zip(explanation.stretches, explanation.clock.segments).filter { $1.end != nil }
                if past.contains(where: { $0.seconds != $1.workingSeconds }) { wrong.append("\(number) segment") }
                let ran = explanation.stretches.filter { $0.mode == .running }.reduce(0) { $0 + $1.seconds }
                let isAhead = explanation.stretches.last?.isAhead == true && explanation.clock.state == .running
                let total = isAhead ? explanation.clock.targetSeconds : explanation.usedSeconds
                if ran != total { wrong.append("\(number) \(explanation.clock.kind.name) \(ran) \(total ?? -1)") }
            }
        }
        #expect(wrong.isEmpty)
    }
}
