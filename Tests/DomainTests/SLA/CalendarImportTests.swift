import Domain
import Testing

struct CalendarImportTests {
    private let version = CalendarVersion(
        code: "office",
        number: 4,
        nameEn: "Office hours",
        source: "test",
        definition: OfficeCalendar.definition(),
        overlays: [
            testID(1): CalendarOverlay(exceptions: [OfficeCalendar.date("2027-05-05"): CalendarException(kind: .special, name: "riêng")])
        ],
        publishedAt: hanoi("2025-01-01 00:00"),
        publishedBy: nil
    )

    private func days(_ dates: String...) -> [CivilDate: CalendarException] {
        dates.reduce(into: [:]) { $0[OfficeCalendar.date($1)] = CalendarException(kind: .holiday, name: $1) }
    }

    @Test func aFileReplacesItsOwnStretchAndNothingElse() throws {
        let change = try CalendarImport(days("2027-01-01", "2027-09-02")).change(of: version)
        let exceptions = try #require(change.exceptions)
        let old = OfficeCalendar.definition().exceptions
        #expect(exceptions.filter { $0.key.year < 2027 } == old.filter { $0.key.year < 2027 })
        #expect(
            exceptions.keys.filter { $0.year == 2027 }.sorted().map(\.description) == [
                "2027-01-01", "2027-09-02", "2027-09-03", "2027-11-24",
            ]
        )
        #expect(change.lastDay == nil && change.week == nil)
    }

    @Test func aLongerStretchIsNamedAndMustHoldTheFile() throws {
        let year = OfficeCalendar.date("2027-01-01")...OfficeCalendar.date("2027-12-31")
        let change = try CalendarImport(days("2027-01-01"), stretch: year).change(of: version)
        #expect(change.exceptions?.keys.filter { $0.year == 2027 }.count == 1)
        #expect(throws: CalendarImport.Problem.outsideStretch(OfficeCalendar.date("2026-12-31"))) {
            try CalendarImport(days("2026-12-31", "2027-01-01"), stretch: year)
        }
        #expect(throws: CalendarImport.Problem.empty) { try CalendarImport([:]) }
        // A stretch may be emptied by name.
        #expect(try CalendarImport([:], stretch: year).change(of: version).exceptions?.keys.contains { $0.year == 2027 } == false)
    }

    /// What a file does not speak of is not covered by it: the end of a year is named.
    @Test func aFileExtendsTheCalendarAsFarAsItSpeaks() throws {
        let file = days("2028-01-01", "2028-09-02")
        #expect(try CalendarImport(file).change(of: version).lastDay == OfficeCalendar.date("2028-09-02"))
        let year = OfficeCalendar.date("2028-01-01")...OfficeCalendar.date("2028-12-31")
        #expect(try CalendarImport(file, stretch: year).change(of: version).lastDay == OfficeCalendar.date("2028-12-31"))
        #expect(try CalendarImport(file, stretch: year).change(of: version, unit: testID(1)).lastDay == nil)
        // A year left out in between is found by the checks.
        let later = version.applying(try CalendarImport(days("2029-01-01")).change(of: version), by: nil, at: hanoi("2026-03-02 08:00"))
        let review = CalendarReview(from: version, to: later, at: hanoi("2026-03-02 08:00"))
        #expect(!review.isFit && review.findings.contains { $0.finding == .yearWithoutHolidays(2028) })
    }

    @Test func aUnitsFileTouchesThatUnitsDaysOnly() throws {
        let change = try CalendarImport(days("2027-05-01", "2027-06-01")).change(of: version, unit: testID(1))
        #expect(change.unit == testID(1))
        #expect(change.exceptions?.keys.sorted().map(\.description) == ["2027-05-01", "2027-06-01"])
        let next = version.applying(change, by: nil, at: hanoi("2026-03-02 08:00"))
        #expect(next.definition == version.definition && next.number == 5)
    }
}
