import Domain
import Foundation
import RandomTesting
import Testing

/// P12. The zone of a process holds for all its threads, so each is set in a process of its own.
struct TimeZoneIndependenceTests {
    @Test("P12: fourteen hours east of Greenwich everything is as it is in Hanoi")
    func farEast() async {
        await #expect(processExitsWith: .success) { try expectHanoiTime(inZone: "XST-14", offset: 50_400) }
    }

    @Test("P12: and on a coast with summer time")
    func westWithSummerTime() async {
        await #expect(processExitsWith: .success) { try expectHanoiTime(inZone: "EST5EDT,M3.2.0,M11.1.0", offset: -14_400) }
    }
}

private func expectHanoiTime(inZone zone: String, offset: Int) throws {
    setenv("TZ", zone, 1)
    tzset()
    var time = time_t(1_783_000_000)  // 2026-07-02
    var local = tm()
    localtime_r(&time, &local)
    try #require(Int(local.tm_gmtoff) == offset, "the zone of this process was not changed")

    let office = try WorkingCalendar(expanding: OfficeCalendar.definition())
    #expect(try office.due(after: hanoi("2026-02-13 16:30"), working: 28_800).rfc3339 == "2026-02-23T16:30:00+07:00")
    #expect(try office.due(after: hanoi("2026-08-21 17:00"), working: 28_800).rfc3339 == "2026-08-22T17:00:00+07:00")
    #expect(HanoiDay(containing: Instant(secondsSince1970: 0)).from.secondsSince1970 == -25_200)
    #expect(Instant(rfc3339: "2026-07-02T00:00:00+07:00")?.secondsSince1970 == 1_782_925_200)

    let city = try RandomCity(tick: 600, days: 40)
    var random = SplitMix64(seed: 71)
    for number in 0..<500 { #expect(try city.disagreements(city.history(&random), number) == []) }
}
