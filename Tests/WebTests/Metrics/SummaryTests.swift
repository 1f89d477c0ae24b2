import DatabaseTesting
import Domain
import Foundation
import NIOCore
import Postgres
import Testing

@testable import Web

/// Figures of a period. The clock stands at Monday 2026-03-02 08:00 until a test moves it.
@Suite struct SummaryTests {
    /// Five reports of Ba Đình: one resolved and rated, one refused, one overdue, one that nobody is shown, and one in Hoàn Kiếm.
    private static func city(_ api: APITest) async throws {
        let solved = try await api.filedReport()
        let refused = try await api.filed()
        _ = try await api.filed()
        _ = try await api.filed(["category": "safety.drugs"])
        _ = try await api.filed(["location": ["lat": 21.0285, "lon": 105.8542]])
        try await api.at("2026-03-02 10:00")
        try await api.act("acknowledge", on: solved.code)
        try await api.act("refuse", on: refused, ["code": "spam", "explanation": "x"])
        try await api.at("2026-03-02 15:30")
        try await api.act("resolve", on: solved.code)
        _ = try await api.reporter("feedback", on: solved, ["rating": "satisfied"])
        try await api.at("2026-03-04 08:00")
        try await api.counted()
    }

    @Test func whatHappenedIsCountedWithItsDenominators() async throws {
        try await APITest.run(.standingCity) { api in
            try await Self.city(api)
            let all = try await api.figures()
            #expect(all.status == 200, "\(all.text)")
            #expect(all.number("filed") == 5 && all.number("acknowledged") == 1 && all.number("resolved") == 1 && all.number("closed") == 1)
            #expect(all.number("refused.total") == 1 && all.number("refused.by_code.spam") == 1)
            #expect(all.number("open") == 3 && all.number("overdue") == 3, "\(all.text)")
            #expect(all.share("on_time_acknowledge") == "2/5" && all.share("on_time_resolve") == "1/2")
            #expect(all.share("satisfaction") == "1/1" && all.share("evidence") == "1/1" && all.share("dispute") == "0/1")
            #expect(all.string("from") == "2026-03-01T00:00:00+07:00" && all.string("to") == "2026-04-01T00:00:00+07:00")
            #expect(all.string("basis") == "activity" && all.string("units") == "today" && all.string("unit") == "null")
            #expect(all.string("as_of") == "2026-03-04T08:00:00+07:00" && all.number("position") ?? 0 > 10)
            // Accepted after two working hours, resolved 5.5 - 1.5 working hours later; within 2 %.
            #expect(abs((all.number("hours_to_acknowledge.median") ?? 0) - 2) < 0.05)
            #expect(abs((all.number("hours_to_resolve.median") ?? 0) - 4) < 0.1 && all.number("hours_to_resolve.count") == 1)
            #expect(all.number("before.filed") == 0 && all["before.rates.on_time_resolve.rate"] as? String == "null")
            #expect(all.string("before.from") == "2026-01-29T00:00:00+07:00")

            let none = try await api.figures("summary", "from=2026-03-03&to=2026-03-04")
            #expect(none.number("filed") == 0 && none.number("open") == 3 && none.number("before.filed") == 5)
            #expect(none.number("before.open") == 3 && none.number("overdue") == 3 && none.number("before.overdue") == 0)
            let cohort = try await api.figures("summary", "from=2026-03-02&to=2026-03-03&basis=cohort")
            #expect(cohort.number("filed") == 5 && cohort.share("on_time_acknowledge") == "2/5" && cohort.string("basis") == "cohort")
        }
    }

    @Test func aUnitACategoryAndAFormerDistrictHaveTheirOwn() async throws {
        try await APITest.run(.standingCity) { api in
            try await Self.city(api)
            let range = "from=2026-03-01&to=2026-04-01"
            let ward = try await api.figures("summary", "\(range)&unit=00004")
            #expect(ward.number("filed") == 3 && ward.string("unit.code") == "00004" && ward.number("open") == 1, "\(ward.text)")
            #expect(abs((ward.number("hours_to_acknowledge.median") ?? 0) - 2) < 0.05)
            let both = try await api.figures("summary", "\(range)&unit=00004&category=road.pothole&units=filed")
            #expect(both.number("filed") == 3 && both.string("category.code") == "road.pothole" && both.number("open") == 1)
            #expect(try await api.figures("summary", "\(range)&category=road").number("filed") == 4)
            // Of what is never listed in public, beside a unit nobody but who reads all figures is told.
            let city = try await api.figures("summary", "\(range)&unit=00004", as: .coordinator)
            #expect(city.number("filed") == 4 && city.number("open") == 2)
            #expect(try await api.figures("summary", "\(range)&category=safety.drugs", as: .coordinator).number("filed") == 1)
            let secret = try await api.figures("summary", "\(range)&category=safety.drugs")
            #expect(secret.status == 422 && secret.refusals == ["category staff_only"])
            #expect(try await api.figures("summary", "\(range)&category=safety").number("filed") == 0)
            #expect(try await api.figures("summary", "\(range)&unit=00004", as: .desk).number("filed") == 3)
            let district = try await api.figures("summary", "\(range)&unit=district:002")
            #expect(district.number("approximate") == 1 && district.string("district.name") == "Quận Hoàn Kiếm", "\(district.text)")
            // Ba Đình got a part of it too.
            #expect(district.number("filed") == 4 && (district.count("district.units") ?? 0) >= 2, "\(district.text)")
            // By its own units what was filed before the reform.
            try await api.database.pool(.superuser).execute(
                """
                UPDATE figure_slice
                SET filed_unit_id = (SELECT id FROM unit WHERE district_code = '002' ORDER BY code LIMIT 1)
                """
            )
            let former = try await api.figures("summary", "\(range)&unit=district:002&category=road.pothole&units=filed")
            #expect(former.number("filed") == 4 && former.number("approximate") == 1, "\(former.text)")
        }
    }

    /// What was reported while a category was never listed is as it was, whatever becomes of the category.
    @Test func whatWasNeverListedStaysOutOfPublicFigures() async throws {
        try await APITest.run(.standingCity) { api in
            try await Self.city(api)
            try await api.database.pool(.superuser).execute(
                """
                INSERT INTO category_version
                SELECT listed.*
                FROM category
                JOIN category_version AS said ON said.category_id = category.id AND said.version = category.version
                CROSS JOIN LATERAL jsonb_populate_record(
                    said, jsonb_build_object('version', said.version + 1, 'sensitivity', 1)
                ) AS listed
                WHERE category.code = 'safety.drugs'
                """
            )
            try await api.database.pool(.superuser).execute("UPDATE category SET version = version + 1 WHERE code = 'safety.drugs'")
            try await api.counted()
            let range = "from=2026-03-01&to=2026-04-01"
            #expect(try await api.figures("summary", "\(range)&unit=00004").number("filed") == 3)
            #expect(try await api.figures("summary", "\(range)&category=safety.drugs").refusals == ["category staff_only"])
            #expect(try await api.figures("categories", range).item("category.code", "safety.drugs") == nil)
        }
    }

    @Test func nothingIsAskedForWhatTheClientHas() async throws {
        try await APITest.run(.standingCity) { api in
            try await Self.city(api)
            let first = try await api.figures()
            let tag = try #require(first.header("etag"))
            #expect(first.header("cache-control") == "no-cache" && first.header("vary")?.contains("Authorization") == true)
            #expect(try await api.figures("summary", "from=2026-03-01&to=2026-04-01", as: nil, ["if-none-match": tag]).status == 304)
            // Another view, language or form is another answer.
            let others: [(Officer?, [String: String])] = [
                (.coordinator, ["if-none-match": tag]), (nil, ["if-none-match": tag, "accept-language": "en"]),
                (nil, ["if-none-match": tag, "accept": "text/csv"]),
            ]
            for (officer, headers) in others {
                let other = try await api.figures("summary", "from=2026-03-01&to=2026-04-01", as: officer, headers)
                #expect(other.status == 200 && other.header("etag") != tag)
            }
            // Without any database there is the answer all the same: it costs no query.
            try await api.database.pool(.superuser).execute("ALTER TABLE figure_day RENAME TO figure_day_away")
            try await api.database.pool(.superuser).execute("ALTER TABLE figure_cursor RENAME TO figure_cursor_away")
            #expect(try await api.figures("summary", "from=2026-03-01&to=2026-04-01", as: nil, ["if-none-match": tag]).status == 304)
            #expect(try await api.figures().text == first.text)
            try await api.database.pool(.superuser).execute("ALTER TABLE figure_day_away RENAME TO figure_day")
            try await api.database.pool(.superuser).execute("ALTER TABLE figure_cursor_away RENAME TO figure_cursor")
            _ = try await api.filed()
            try await api.counted()
            let later = try await api.figures("summary", "from=2026-03-01&to=2026-04-01", as: nil, ["if-none-match": tag])
            #expect(later.status == 200 && later.number("filed") == 6)
        }
    }

    @Test func untilTheyAreReadThereAreNoFigures() async throws {
        try await APITest.run(.standingCity) { api in
            let early = try await api.figures()
            #expect(early.status == 503 && early.string("code") == "busy" && early.header("retry-after") != nil)
        }
    }

    @Test func aTableForSpreadsheetsSaysTheSame() async throws {
        try await APITest.run(.standingCity) { api in
            try await Self.city(api)
            let table = try await api.figures("summary", "from=2026-03-01&to=2026-04-01", as: nil, ["accept": "text/csv"])
            let lines = String(decoding: table.body.readableBytesView, as: UTF8.self).split(separator: "\r\n")
                .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { $0.replacing("\u{FEFF}", with: "") } }
            #expect(table.header("content-type") == "text/csv; charset=utf-8; header=present" && lines.count == 3)
            let column = try #require(lines[0].firstIndex(of: "on_time_acknowledge.denominator"))
            #expect(lines[1][column] == "5" && lines[2][column] == "0")
            #expect(lines[1][0] == "2026-03-01" && lines.allSatisfy { $0.count == lines[0].count })
        }
    }

    @Test(arguments: [
        ("from=2026-03-01&to=2026-03-01", ["to out_of_range"]), ("from=2026-03-02&to=2026-03-01", ["to out_of_range"]),
        ("from=1990-01-01&to=2026-03-01", ["to out_of_range"]), ("from=yesterday", ["from time_invalid"]),
        ("from=2026-03-01T08:00:00%2B07:00", ["from time_invalid"]), ("to=2026-02-30", ["to time_invalid"]),
        ("basis=both", ["basis unknown_value"]), ("units=old", ["units unknown_value"]), ("explain=yes", ["explain unknown_value"]),
        ("unit=99999", ["unit unknown_value"]), ("unit=district:999", ["unit unknown_value"]), ("unit=district:", ["unit unknown_value"]),
        ("unit=%C4%91", ["unit unknown_value"]), ("category=nothing", ["category unknown_value"]), ("agency=x", ["agency unknown_value"]),
        ("colour=red", ["colour unknown_field"]),
    ])
    func whatIsWrongIsRefused(query: String, refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            try await api.counted()
            let answer = try await api.figures("summary", query)
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
        }
    }

    @Test func daysMayBeGivenAsTimesAndAreThirtyUnlessTold() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.counted()
            let times = try await api.figures("summary", "from=2026-03-01T00:00:00%2B07:00&to=2026-03-04T17:00:00Z")
            #expect(times.string("to") == "2026-03-05T00:00:00+07:00", "\(times.text)")
            let standard = try await api.figures("summary", "")
            let (from, to) = (try #require(standard.string("from")), try #require(standard.string("to")))
            let instants = (try #require(Instant(rfc3339: from)), try #require(Instant(rfc3339: to)))
            #expect(instants.0.seconds(to: instants.1) == 30 * 86_400 && HanoiDay(.today).from == instants.1)
            #expect(try await api.figures("summary", "to=2026-03-31").string("from") == "2026-03-01T00:00:00+07:00")
        }
    }
}
