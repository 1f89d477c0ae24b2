import DatabaseTesting
import Domain
import Foundation
import NIOCore
import Postgres
import Services
import Testing

@testable import Web

/// Figures of each unit, category and desk, by time, and the reports behind them. The clock stands at Monday 2026-03-02 08:00.
@Suite struct FigureTableTests {
    private static let range = "from=2026-03-01&to=2026-04-01"

    @Test func rowsAreRankedWhereThereIsEnoughToCompare() async throws {
        try await APITest.run(.standingCity) { api in
            for _ in 0..<Share.fewest { _ = try await api.filed() }
            for _ in 0..<2 { _ = try await api.filed(["location": ["lat": 21.0285, "lon": 105.8542]]) }
            _ = try await api.filed(["category": "safety.drugs"])
            try await api.at("2026-03-04 08:00")
            try await api.counted()
            let units = try await api.figures("units", "\(Self.range)&rank_by=on_time_acknowledge")
            #expect(units.status == 200 && units.count("items") == 126, "\(units.text.prefix(400))")
            let (large, small) = (try #require(units.item("unit.code", "00004")), try #require(units.item("unit.code", "00070")))
            #expect(units.number("items.\(large).rank") == 1 && units.number("items.\(large).small") == 0)
            #expect(
                units.number("items.\(large).filed") == 20 && units.number("items.\(large).rates.on_time_acknowledge.denominator") == 20
            )
            #expect(units.string("items.\(small).rank") == "null" && units.number("items.\(small).small") == 1)
            #expect(units.number("items.\(large).filed_per_km2") == 6.73 && units.number("items.\(large).filed_per_10000_people") == 3.08)
            #expect(units.number("items.\(small).open") == 2 && units["items.0.before"] == nil)
            let city = try await api.figures("units", "\(Self.range)&compare=before", as: .coordinator)
            #expect(city.number("items.\(large).filed") == 21 && city.number("items.\(large).before.filed") == 0)

            let categories = try await api.figures("categories", Self.range)
            let pothole = try #require(categories.item("category.code", "road.pothole"))
            #expect(categories.number("items.\(pothole).filed") == 22 && categories.item("category.code", "safety.drugs") == nil)
            // What is never listed stands in one row, of all the city alone.
            let last = (categories.count("items") ?? 1) - 1
            #expect(categories.string("items.\(last).category") == "null" && categories.number("items.\(last).filed") == 1)
            let ofUnit = try await api.figures("categories", "\(Self.range)&unit=00004")
            #expect(ofUnit.count("items") == last && ofUnit.number("items.\(pothole).filed") == 20)
            let full = try await api.figures("categories", Self.range, as: .coordinator)
            let secret = try #require(full.item("category.code", "safety.drugs"))
            #expect(full.number("items.\(secret).filed") == 1)
            for (path, name, count) in [("severities", "severity", 3), ("channels", "channel", 7)] {
                let rows = try await api.figures(path, Self.range)
                #expect(rows.count("items") == count && rows.string("items.0.\(name)") != nil, "\(rows.text)")
            }
        }
    }

    @Test func whatDesksDoIsForStaffAndOfTheirOwn() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            _ = try await api.filed(["location": ["lat": 21.0285, "lon": 105.8542]])
            try await api.act("acknowledge", on: code)
            try await api.counted()
            #expect(try await api.figures("agencies", Self.range).status == 401)
            let all = try await api.figures("agencies", Self.range, as: .coordinator)
            #expect(all.count("items") == 2, "\(all.text)")
            let own = try await api.figures("agencies", Self.range, as: .desk)
            #expect(own.count("items") == 1 && own.number("items.0.acknowledged") == 1 && own.number("items.0.filed") == 1)
            let neighbour = try #require(all.string("items.1.agency.id"))
            let foreign = try await api.figures("agencies", "\(Self.range)&agency=\(neighbour)", as: .desk)
            #expect(foreign.status == 422 && foreign.refusals == ["agency staff_only"])
            #expect(try await api.figures("summary", "\(Self.range)&agency=\(neighbour)").status == 422)
            #expect(try await api.figures("summary", "\(Self.range)&agency=\(neighbour)", as: .coordinator).number("filed") == 1)
        }
    }

    @Test func everyFigureLeadsToItsReports() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = try await [api.filed(), api.filed(), api.filed()]
            try await api.act("acknowledge", on: codes[0])
            try await api.act("refuse", on: codes[1], ["code": "spam", "explanation": "x"])
            try await api.at("2026-03-04 08:00")
            try await api.counted()
            let summary = try await api.figures("summary", "\(Self.range)&explain=true", as: .coordinator)
            let root = try #require(try JSONSerialization.jsonObject(with: Data(summary.body.readableBytesView)) as? [String: Any])
            let links = try #require(root["explain"] as? [String: String])
            for (name, count) in [
                "filed": 3, "acknowledged": 1, "refused": 1, "refused.spam": 1, "open": 2, "acknowledge.missed": 1,
            ] {
                let list = try await api.get(try #require(links[name], "\(name)"), Officer.coordinator.headers)
                #expect(list.status == 200 && list.count("items") == count, "\(name) \(list.text)")
            }
            // Rows, too, of what is told by no place or category; and the same of the period before.
            let later = "from=2026-03-04&to=2026-03-07&compare=before&explain=true"
            for path in ["units", "categories", "severities", "channels", "agencies"] {
                let table = try await api.figures(path, later, as: .coordinator)
                for item in 0..<(table.count("items") ?? 0) where table.number("items.\(item).before.filed") ?? 0 > 0 {
                    let link = try #require(table.string("items.\(item).before.explain.filed"))
                    let list = try await api.get(link, Officer.coordinator.headers)
                    #expect(list.count("items").map(Double.init) == table.number("items.\(item).before.filed"), "\(path) \(list.text)")
                    let open = try await api.get(try #require(table.string("items.\(item).explain.open")), Officer.coordinator.headers)
                    #expect(open.count("items").map(Double.init) == table.number("items.\(item).open"), "\(path) \(open.text)")
                }
            }
            #expect(try await api.figures("reports", "measure=filed&\(Self.range)&unit=unknown", as: .coordinator).count("items") == 0)
            #expect(try await api.figures("reports", "measure=filed&\(Self.range)&channel=zalo", as: .coordinator).count("items") == 0)
            let hour = "measure=filed&\(Self.range)&hour=2026-03-02T"
            #expect(try await api.figures("reports", "\(hour)08:00:00%2B07:00", as: .coordinator).count("items") == 3)
            #expect(try await api.figures("reports", "\(hour)09:00:00%2B07:00", as: .coordinator).count("items") == 0)
            // What there will be at the end of a day that is not over is what there is.
            let today = try await api.figures("timeseries", "from=\(CivilDate.today)&measure=open&explain=true", as: .coordinator)
            let now = try await api.get(try #require(today.string("items.0.explain.open")), Officer.coordinator.headers)
            #expect(now.status == 200 && now.count("items") == 2, "\(now.text)")
            let overdue = try await api.figures("reports", "measure=overdue&at=2026-03-04T08:00:00%2B07:00", as: .coordinator)
            #expect(overdue.count("items") == 1 && overdue.string("items.0.code") == codes[2], "\(overdue.text)")
            let list = try await api.get(try #require(links["acknowledge.used"]), Officer.coordinator.headers)
            #expect(list.count("items") == 2 && list.number("items.0.hours") == 0 && list.string("items.0.unit.code") == "00004")
            // Page by page the same.
            var (found, path): ([String], String?) = ([], "/v1/metrics/reports?measure=filed&\(Self.range)&limit=1")
            while let next = path {
                let page = try await api.get(next, Officer.coordinator.headers)
                found += (0..<(page.count("items") ?? 0)).compactMap { page.string("items.\($0).code") }
                path = page.header("link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            #expect(Set(found) == Set(codes) && found.count == 3)
            #expect(try await api.figures("reports", "measure=filed&\(Self.range)").status == 401)
            #expect(try await api.figures("reports", "measure=filed&\(Self.range)", as: .desk).count("items") == 3)
            #expect(try await api.figures("reports", "measure=filed&\(Self.range)", as: .neighbour).count("items") == 0)
            let table = try await api.figures("reports", "measure=filed&\(Self.range)", as: .coordinator, ["accept": "text/csv"])
            #expect(table.status == 200 && table.header("content-type")?.hasPrefix("text/csv") == true)
        }
    }

    /// State secrets are the coordinator's alone, and what is kept from units no unit's desk hears of, whatever else it may read.
    @Test func reportsAreNamedToThoseWhoMaySeeThem() async throws {
        try await APITest.run(.standingCity) { api in
            let (plain, secret, moved) = (try await api.filed(), try await api.filed(), try await api.filed())
            let conduct = try await api.filed(["category": "service.conduct"])
            try await api.act("refuse", on: secret, ["code": "state_secret", "explanation": "x", "referred_to": "Công an Thành phố"])
            try await api.act("acknowledge", on: moved)
            try await api.act("escalate", on: moved, ["reason": "x"])
            try await api.act("classify", on: moved, ["category": "service.conduct", "reason": "x"], by: .coordinator)
            try await api.at("2026-03-20 08:00")
            try await api.counted()
            let (ward, city) = (
                try await api.staff("kiem-tra", at: "committee-00004-2025-07-01", [.auditor, .dashboard]),
                try await api.staff("bang-so-lieu", at: "coordinator", [.dashboard])
            )
            let cases: [(headers: [String: String], codes: [String], secrets: Int)] = [
                (Officer.coordinator.headers, [plain, secret, moved, conduct], 1), (city, [plain, moved, conduct], 0), (ward, [plain], 0),
                (Officer.desk.headers, [plain], 0),
            ]
            for (headers, codes, secrets) in cases {
                for basis in FigureBasis.allCases {
                    let path = "/v1/metrics/reports?measure=filed&\(Self.range)&basis=\(basis.rawValue)"
                    let list = try await api.get(path, headers)
                    let found = (0..<(list.count("items") ?? 0)).compactMap { list.string("items.\($0).code") }
                    #expect(Set(found) == Set(codes) && found.count == codes.count, "\(list.text)")
                }
                let refused = try await api.get("/v1/metrics/reports?measure=refused.state_secret&\(Self.range)", headers)
                #expect(refused.count("items") == secrets, "\(refused.text)")
                let open = try await api.get("/v1/metrics/reports?measure=open", headers)
                #expect(open.count("items") == codes.count - secrets, "\(open.text)")
                let backlog = try await api.get("/v1/metrics/backlog", headers)
                let worst = (0..<(backlog.count("worst") ?? 0)).compactMap { backlog.string("worst.\($0).code") }
                if headers != Officer.desk.headers { #expect(Set(worst) == Set(codes).subtracting([secret]), "\(backlog.text)") }
            }
        }
    }

    @Test(arguments: [
        ("reports", "measure=everything", ["measure unknown_value"]), ("reports", "", ["measure required"]),
        ("reports", "measure=filed&cursor=x", ["cursor unknown_value"]), ("reports", "measure=open&at=2099-01-01", ["at in_future"]),
        ("reports", "measure=filed&limit=0", ["limit out_of_range"]), ("units", "rank_by=filed", ["rank_by unknown_value"]),
        ("units", "compare=after", ["compare unknown_value"]), ("timeseries", "interval=minute", ["interval unknown_value"]),
        ("timeseries", "measure=filed,filed", ["measure unknown_value"]), ("timeseries", "measure=open.entered", ["measure unknown_value"]),
        ("timeseries", "interval=hour&from=2024-01-01&to=2024-01-02", ["from out_of_range"]),
        ("timeseries", "interval=hour&basis=cohort", ["basis unknown_value"]),
        ("timeseries", "interval=hour&from=2026-11-01&to=2036-01-01", ["to out_of_range"]),
        ("timeseries", "from=2026-03-01&to=2046-03-01&measure=filed,resolved,open", ["interval too_many"]),
        ("reports", "measure=filed&severity=mild", ["severity unknown_value"]),
        ("reports", "measure=filed&channel=fax", ["channel unknown_value"]),
        ("reports", "measure=filed&hour=2026-03-02T08:10:00%2B07:00", ["hour time_invalid"]),
        ("backlog", "at=2099-01-01", ["at in_future"]),
        ("backlog", "from=2026-03-01", ["from unknown_field"]), ("sites", "limit=201", ["limit out_of_range"]),
        ("agencies", "agency=\(UUID())", ["agency unknown_value"]),
    ])
    func whatIsWrongIsRefused(path: String, query: String, refusals: [String]) async throws {
        try await APITest.run(.standingCity) { api in
            try await api.counted()
            let answer = try await api.figures(path, query, as: .coordinator)
            #expect(answer.status == 422 && answer.refusals == refusals, "\(answer.text)")
        }
    }

    @Test func aTimelineIsCutIntoDaysWeeksAndHours() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed()
            try await api.at("2026-03-03 09:30")
            _ = try await api.filed()
            try await api.act("acknowledge", on: code)
            try await api.act("resolve", on: code)
            try await api.counted()
            let days = try await api.figures(
                "timeseries",
                "from=2026-03-01&to=2026-03-05&measure=filed,open,overdue,on_time_resolve,hours_to_resolve"
            )
            #expect(days.count("items") == 4, "\(days.text)")
            func values(_ name: String, _ answer: JSONAnswer) -> [Double] {
                (0..<(answer.count("items") ?? 0)).compactMap { answer.number("items.\($0).values.\(name)") }
            }
            #expect(values("filed", days) == [0, 1, 1, 0] && values("open", days) == [0, 1, 1, 1])
            #expect(values("on_time_resolve.denominator", days) == [0, 0, 1, 0] && values("hours_to_resolve.count", days) == [0, 0, 1, 0])
            let weeks = try await api.figures("timeseries", "from=2026-03-01&to=2026-03-10&interval=week")
            #expect(values("filed", weeks) == [0, 2, 0] && values("resolved", weeks) == [0, 1, 0])
            let unit = try await api.figures(
                "timeseries",
                "from=2026-03-01&to=2026-03-05&unit=00004&category=road.pothole&measure=filed,open"
            )
            #expect(values("filed", unit) == [0, 1, 1, 0] && values("open", unit) == [0, 1, 1, 1])
            try await api.database.pool(.superuser).execute(
                "UPDATE figure_cursor SET hours_from = '2026-03-01 00:00+07', revision = revision + 1"
            )
            try await api.database.pool(.superuser).execute(
                """
                INSERT INTO figure_hour
                SELECT date_trunc('hour', at), slice_id, measure, bucket, count(*)
                FROM figure_fact
                GROUP BY 1, 2, 3, 4
                """
            )
            try await api.useCases.figures.board.refresh()
            let hours = try await api.figures("timeseries", "from=2026-03-03&to=2026-03-04&interval=hour&measure=filed,open&explain=true")
            #expect(hours.count("items") == 24 && hours.string("items.9.from") == "2026-03-03T09:00:00+07:00", "\(hours.text)")
            let link = try #require(hours.string("items.9.explain.filed"))
            #expect(hours.number("items.9.values.filed") == 1, "\(hours.text)")
            #expect(try await api.get(link, Officer.coordinator.headers).count("items") == 1)
            let long = try await api.figures("timeseries", "from=2026-03-01&to=2046-03-01&measure=filed,open")
            #expect(long.status == 200 && long.count("items") == 7_305)
        }
    }

    @Test func whatIsOpenIsToldNowAndOfThePast() async throws {
        try await APITest.run(.standingCity) { api in
            let codes = try await [api.filed(), api.filed(), api.filed(["location": ["lat": 21.0285, "lon": 105.8542]])]
            _ = try await api.filed(["category": "safety.drugs"])
            try await api.at("2026-03-03 09:00")
            try await api.act("acknowledge", on: codes[0])
            try await api.act("resolve", on: codes[0])
            try await api.counted()
            let now = try await api.figures("backlog", "", as: .coordinator)
            #expect(now.number("open") == 3 && now.number("overdue") == 3 && now.count("worst") == 3, "\(now.text)")
            let anybody = try await api.figures("backlog", "at=2026-03-02T09:00:00%2B07:00")
            #expect(anybody.number("open") == 3 && anybody.number("overdue") == 0 && anybody["worst"] == nil, "\(anybody.text)")
            #expect(anybody.number("by_age.0.open") == 3 && anybody.number("by_status.0.open") == 3)
            #expect(anybody.string("oldest_filed_at") == "2026-03-02T08:00:00+07:00")
            #expect(
                anybody.count("by_unit") == 2 && anybody.string("by_unit.0.unit.code") == "00004" && anybody.number("by_unit.0.open") == 2
            )
            let later = try await api.figures("backlog", "at=2026-03-03T08:30:00%2B07:00&unit=00004&explain=true", as: .coordinator)
            #expect(later.number("open") == 3 && later.number("overdue") == 3, "\(later.text)")
            #expect(try await api.figures("backlog", "at=2026-03-01").number("open") == 0)
            let table = try await api.figures("backlog", "at=2026-03-02T09:00:00%2B07:00", as: nil, ["accept": "text/csv"])
            #expect(String(buffer: table.body).contains("00004"))
        }
    }

    @Test func aPlaceReportedThreeTimesIsASite() async throws {
        try await APITest.run { api in
            for _ in 0..<3 { _ = try await api.filed() }
            _ = try await api.filed(["location": ["lat": 21.0285, "lon": 105.8542]])
            try await api.counted()
            let sites = try await api.figures("sites", "unit=00004")
            #expect(sites.count("items") == 1 && sites.number("items.0.reports") == 3 && sites.count("items.0.codes") == 3, "\(sites.text)")
            #expect(sites.string("items.0.category.code") == "road.pothole")
            #expect(try await api.figures("sites", "unit=00070").count("items") == 0)
            let table = try await api.figures("sites", "", as: nil, ["accept": "text/csv"])
            #expect(table.status == 200)
        }
    }
}

extension APITest {
    /// What somebody new of staff signs in with.
    fileprivate func staff(_ name: String, at agency: String, _ roles: Set<Role>) async throws -> [String: String] {
        let account = try await database.account(name, at: agency, roles)
        return ["authorization": "Bearer \(try await database.session(of: account))"]
    }
}
