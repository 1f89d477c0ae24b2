import Domain
import Foundation
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

    @Test func filedOnTheFridayBeforeTet() throws {
        let history = TestHistory(filed: "2026-02-13 16:30")
        #expect(
            try text(history, at: "2026-02-13 16:30", .vi) == """
                Thời hạn tiếp nhận: đang tính
                Thời hạn 8 giờ làm việc theo quy định “Bình thường”, phiên bản 1. Căn cứ: Quyết định 1207/QĐ-UBND ngày 28/02/2025.
                Tính từ 13/02/2026 16:30.
                Từ 13/02/2026 16:30 đến 23/02/2026 16:30, UBND phường Ba Đình:
                  Thứ Sáu 13/02/2026: 16:30–17:30 = 1 giờ
                  Từ 14/02/2026 đến hết 15/02/2026: nghỉ cuối tuần
                  Từ 16/02/2026 đến hết 20/02/2026: nghỉ lễ, tết (Tết Nguyên đán Bính Ngọ; Thông báo 9441/TB-BNV ngày 16/10/2025)
                  Từ 21/02/2026 đến hết 22/02/2026: nghỉ cuối tuần
                  Thứ Hai 23/02/2026: 08:00–12:00, 13:30–16:30 = 7 giờ
                  Cộng 8 giờ làm việc.
                Đến 13/02/2026 16:30 đã dùng 0 giờ làm việc.
                Hạn: 23/02/2026 16:30. Chỉ tính là quá hạn sau 23/02/2026 16:30.
                Sắp tới: Cảnh báo 75% thời hạn, sau 23/02/2026 14:30.
                Sắp tới: Cảnh báo 90% thời hạn, sau 23/02/2026 15:42.
                Sắp tới: Quá hạn, sau 23/02/2026 16:30.
                Sắp tới: Báo cáo lãnh đạo đơn vị (100%), sau 23/02/2026 16:30.
                Sắp tới: Báo cáo đầu mối điều phối Thành phố (150%), sau 24/02/2026 11:00.
                Sắp tới: Báo cáo quản trị Thành phố (200%), sau 24/02/2026 16:30.

                Thời hạn giải quyết: chưa bắt đầu tính
                Thời hạn 40 giờ làm việc theo quy định “Bình thường”, phiên bản 1. Thời hạn này chưa được Thành phố xác nhận.
                Bắt đầu tính khi phản ánh được tiếp nhận, chậm nhất khi hết thời hạn tiếp nhận; hạn dự kiến muộn nhất 02/03/2026 16:30.
                """
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
                Thời hạn 40 giờ làm việc theo quy định “Bình thường”, phiên bản 1. Thời hạn này chưa được Thành phố xác nhận.
                Tính từ 23/02/2026 10:00.
                Từ 23/02/2026 10:00 đến 23/02/2026 11:00, UBND phường Ba Đình:
                  Thứ Hai 23/02/2026: 10:00–11:00 = 1 giờ
                  Cộng 1 giờ làm việc.
                Từ 23/02/2026 11:00 đến 24/02/2026 09:00, UBND phường Ba Đình: tạm dừng, chờ người phản ánh bổ sung thông tin \
                (không tính 6 giờ làm việc).
                Từ 24/02/2026 09:00 đến 24/02/2026 20:00, UBND phường Ba Đình:
                  Thứ Ba 24/02/2026: 09:00–12:00, 13:30–17:30 = 7 giờ
                  Cộng 7 giờ làm việc.
                Từ 24/02/2026 20:00 đến 25/02/2026 09:00, Công an phường Ba Đình:
                  Thứ Ba 24/02/2026: 20:00–24:00 = 4 giờ
                  Thứ Tư 25/02/2026: 00:00–09:00 = 9 giờ
                  Cộng 13 giờ làm việc.
                Từ 25/02/2026 09:00 đến 25/02/2026 10:00, Công an phường Ba Đình: tạm dừng, theo quy định của pháp luật \
                (không tính 1 giờ làm việc).
                Đến 25/02/2026 10:00 đã dùng 21 giờ làm việc.
                Còn lại 19 giờ làm việc; tự tính tiếp từ 27/02/2026 01:00.
                """
            )
        )
        #expect(text.hasPrefix("Thời hạn tiếp nhận: đúng hạn\n"))
    }

    @Test func overdueOnADayWorkedInstead() throws {
        let history = TestHistory(filed: "2026-08-21 18:00", policy: TestHistory.urgent)
        let text = try text(history, at: "2026-08-25 08:00", .en)
        #expect(
            text.hasPrefix(
                """
                Time to accept: overdue and still running
                Limit 8 working hours, by policy “urgent”, version 1. Legal basis: Quyết định 1207/QĐ-UBND ngày 28/02/2025.
                Started 21/08/2026 18:00, outside working hours; counted from 22/08/2026 08:00.
                From 21/08/2026 18:00 to 25/08/2026 08:00, People's Committee of Ba Dinh Ward:
                  Friday 21/08/2026: outside working hours
                  Saturday 22/08/2026: 08:00–12:00, 13:30–17:30 = 8 h, worked instead of another day (2026-08-22)
                  Sunday 23/08/2026: weekend
                  Monday 24/08/2026: 08:00–12:00, 13:30–17:30 = 8 h
                  Tuesday 25/08/2026: outside working hours
                  Sum: 16 working hours.
                Until 25/08/2026 08:00 16 working hours used.
                Due: 22/08/2026 17:30. Overdue only after 24/08/2026 08:00.
                Passed: Warning at 75%, 22/08/2026 15:30.
                Passed: Warning at 90%, 22/08/2026 16:42.
                Passed: Overdue, 24/08/2026 08:00.
                """
            )
        )
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
