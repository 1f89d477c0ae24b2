import Domain
import Testing

@Suite struct ReportingPeriodTests {
    @Test(arguments: [
        ("2026-10", "2026-10-01", "2026-11-01"), ("2026-12", "2026-12-01", "2027-01-01"), ("2024-02", "2024-02-01", "2024-03-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"), ("2026-Q4", "2026-10-01", "2027-01-01"), ("2026", "2026-01-01", "2027-01-01"),
        ("2024", "2024-01-01", "2025-01-01"),
    ])
    func namesAreMonthsQuartersAndYears(name: String, from: String, to: String) throws {
        let period = try #require(ReportingPeriod(name))
        #expect(period.name == name)
        #expect(period.period.from.description == from && period.period.to.description == to)
    }

    @Test(arguments: [
        "", "2026-", "2026-0", "2026-00", "2026-13", "2026-1", "2026-Q0", "2026-Q5", "2026-q4", "2026Q4", "2026-10-01", "1926-10", "26-10",
        "2026-+1", "+026", "2026-Ｑ4", "２０２６", " 2026", "2026 ",
    ])
    func nothingElseIsOne(name: String) {
        #expect(ReportingPeriod(name) == nil)
    }

    @Test func whatWasCountedIsWrittenAndReadTheSame() throws {
        let keys = ["filed", "resolve.used/12"].map { PeriodFigures.Key(basis: "cohort", kind: "unit", object: "-", measure: $0) }
        let figures = PeriodFigures([keys[0]: 3, keys[1]: 2, .init(basis: "activity", kind: "city", object: "-", measure: "filed"): 0])
        #expect(figures.text == "cohort\tunit\t-\tfiled\t3\ncohort\tunit\t-\tresolve.used/12\t2")
        #expect(PeriodFigures(text: figures.text) == figures)
        for text in ["cohort\tunit\t-\tfiled", "cohort\tunit\t-\tfiled\tthree", "cohort\tunit\t-\tfiled\t3\t4"] {
            #expect(PeriodFigures(text: text) == nil)
        }
    }

    @Test func whatIsNotWhatItWasIsADifference() {
        let keys = ["closed", "filed", "resolved"].map { PeriodFigures.Key(basis: "cohort", kind: "city", object: "-", measure: $0) }
        let then = PeriodFigures([keys[0]: 1, keys[1]: 5])
        let now = PeriodFigures([keys[1]: 5, keys[2]: 2])
        #expect(
            then.differences(to: now).map { [$0.key.measure, "\($0.then)", "\($0.now)"] } == [
                ["closed", "1", "0"], ["resolved", "0", "2"],
            ]
        )
        #expect(then.differences(to: then) == [])
    }
}
