import Domain
import Foundation

/// A history written in a test: events at Hanoi times, held by one agency until another is named.
struct TestHistory {
    static let ward = testID(1)
    static let police = testID(2)
    static let coordinator = testID(3)
    static let normal = testID(11)
    static let urgent = testID(12)
    static let always = testID(13)
    static let brief = testID(15)

    private(set) var events: [ClockEvent] = []
    private var holder = Self.ward

    /// A report filed at a Hanoi time.
    init(filed time: String, policy: UUID = Self.normal) {
        self = Self().then(time, .filed(policy: policy))
    }

    private init() {}

    func then(_ time: String, _ change: ClockEvent.Change?, to agency: UUID? = nil) -> TestHistory {
        var next = self
        next.holder = agency ?? holder
        next.events.append(ClockEvent(seq: events.count + 1, at: hanoi(time), holder: next.holder, change: change))
        return next
    }

    func clocks(at time: String, by rules: SLARules) throws -> ReportClocks {
        try ReportClocks(folding: events, by: rules).advanced(to: hanoi(time), by: rules)
    }

    /// Office hours everywhere but at the police, which works around the clock; 8 + 40 hours normally, 8 + 4 when urgent.
    static func rules(_ calendar: CalendarDefinition = OfficeCalendar.definition()) throws -> SLARules {
        try SLARules(
            policies: [
                policy(normal, "normal", resolve: 144_000),
                policy(urgent, "urgent", resolve: 14_400),
                policy(brief, "brief", acknowledge: 3_600, resolve: 14_400),
                policy(always, "always", resolve: 14_400, calendar: "always"),
            ],
            calendars: [
                "office": WorkingCalendar(expanding: calendar),
                "always": WorkingCalendar(expanding: OfficeCalendar.alwaysOpen()),
            ],
            overlays: [
                CalendarID(code: "office", unit: testID(21)): CalendarOverlay(
                    week: Dictionary(uniqueKeysWithValues: (1...7).map { ($0, [.wholeDay]) })
                )
            ],
            unitOfAgency: [police: testID(21)]
        )
    }

    static func policy(
        _ id: UUID,
        _ code: String,
        acknowledge: Int64 = 28_800,
        resolve: Int64,
        calendar: String = "office",
        starts: SLAPolicy.ResolveStart = .acknowledge
    ) -> SLAPolicy {
        SLAPolicy(
            id: id,
            code: code,
            version: 1,
            nameVi: code == "normal" ? "Bình thường" : code,
            nameEn: code == "normal" ? "Normal" : code,
            scope: SLAPolicy.Scope(),
            acknowledge: SLAPolicy.Limit(
                seconds: acknowledge,
                legalBasis: "Quyết định 1207/QĐ-UBND ngày 28/02/2025",
                confirmed: true
            ),
            resolve: SLAPolicy.Limit(seconds: resolve),
            calendarKey: calendar,
            resolveStarts: starts,
            nominalDaySeconds: 28_800
        )
    }
}
