import Domain
import Foundation
import RandomTesting
import Testing

struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t07:00:00.999999999999+07:00", 0),
        ("2026-02-13T16:30:00+07:00", 1_770_975_000),
        ("2026-02-13T09:30:00z", 1_770_975_000),
        ("2026-02-13T09:30:00.0-00:00", 1_770_975_000),
        ("1969-12-31T23:59:59.9Z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_799),
        ("2017-01-01T06:59:60+07:00", 1_483_228_799),
        ("0001-01-01T00:00:00+07:00", -62_135_622_000),
        ("9999-12-31T23:59:59+07:00", 253_402_275_599),
        ("2024-02-29T00:00:00+23:59", 1_709_078_460),
    ])
    func readsRFC3339(text: String, seconds: Int64) throws {
        #expect(try #require(Instant(rfc3339: text)).secondsSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026-02-13", "2026-02-13T16:30:00", "2026-02-13 16:30:00Z", "2026-02-13T16:30Z", "2026-02-13T24:00:00Z",
        "2026-02-13T16:60:00Z", "2026-02-13T16:30:61Z", "2026-02-13T16:30:60Z", "2026-02-13T23:59:60+07:00", "2026-02-30T00:00:00Z",
        "2026-02-13T16:30:00.Z", "2026-02-13T16:30:00,5Z", "2026-02-13T16:30:00+0700", "2026-02-13T16:30:00+07",
        "2026-02-13T16:30:00+24:00",
        "2026-02-13T16:30:00+07:60", "2026-02-13T16:30:00+07:00 ", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+07:01",
        "9999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z", "-2026-02-13T16:30:00Z", "2026-2-13T16:30:00Z", "２026-02-13T16:30:00Z", "2026-02-13T16:30:00+07:00\u{0}",
    ])
    func refusesWhatIsNoInstant(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    /// Foundation counts by the Julian calendar before 1582, so the comparison starts after it.
    @Test func agreesWithFoundation() throws {
        var random = SplitMix64(seed: 2)
        var wrong: [String] = []
        for _ in 0..<4_000 {
            let instant = Instant(secondsSince1970: Int64.random(in: -11_000_000_000...253_402_200_000, using: &random))
            let zone = try #require(TimeZone(secondsFromGMT: Int.random(in: -840...840, using: &random) * 60))
            let date = Date(timeIntervalSince1970: TimeInterval(instant.secondsSince1970))
            let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().time(includingFractionalSeconds: false)
                .timeZone(separator: .colon)
            let theirs = date.formatted(style)
            if Instant(rfc3339: theirs) != instant { wrong.append(theirs) }
            if try Date(instant.rfc3339, strategy: style) != date { wrong.append(instant.rfc3339) }
        }
        #expect(wrong.isEmpty)
    }

    @Test func printsWhatItReads() {
        var random = SplitMix64(seed: 3)
        let range = Instant.earliest.secondsSince1970...Instant.latest.secondsSince1970
        let instants = (0..<5_000).map { _ in Instant(secondsSince1970: .random(in: range, using: &random)) } + [.earliest, .latest]
        #expect(instants.allSatisfy { Instant(rfc3339: $0.rfc3339) == $0 })
    }

    @Test func arithmeticNeverTraps() {
        #expect(Instant(secondsSince1970: .max) == .latest)
        #expect(Instant(secondsSince1970: .min) == .earliest)
        #expect(Instant.latest.adding(seconds: .max) == .latest)
        #expect(Instant.earliest.adding(seconds: .min) == .earliest)
        #expect(Instant.latest.adding(seconds: .min) == .earliest)
        #expect(Instant.earliest.adding(seconds: .max) == .latest)
        #expect(Instant.earliest.seconds(to: .latest) == -Instant.latest.seconds(to: .earliest))
        #expect(Instant.earliest < .latest)
    }
}
