import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// A night of storm: 500 reports of floods in an hour, over twelve units. The desks find them in the morning, and answer each place once.
@Suite struct StormTests {
    private static let reports = 500
    private static let units = 12
    private static let words = [
        "Ngập sâu trước cổng chợ", "Nước ngập nửa bánh xe, không đi được", "ngap den dau goi roi", "Đường ngập, xe chết máy hàng loạt",
        "Ngõ nhà tôi ngập hết, nước tràn vào nhà",
    ]

    /// A desk of a unit that is flooded, and what it did.
    private struct Place {
        let agency: String
        let latitude: Double
        let longitude: Double
        let headers: [String: String]
        var filed: [Filed] = []
        /// Of another matter.
        var other: Filed?
        var master = ""

        var duplicates: [Filed] { filed.filter { $0.code != master } }
        var summary: String { "Đã bơm nước và thông cống tại \(agency)" }
    }

    @Test(.timeLimit(.minutes(30))) func floodsAreGroupedAnsweredOnceAndEverybodyReadsTheAnswer() async throws {
        try await APITest.run(.standingCity) { api in
            var places = try await Self.places(api)
            try await Self.storm(over: &places, api)
            for index in places.indices {
                // The last desk comes a day late.
                let isLate = index == places.count - 1
                try await api.at(isLate ? "2026-03-04 08:30" : "2026-03-03 08:30")
                try await Self.group(&places[index], api)
                try await Self.checkClocks(of: places[index], acknowledge: isLate ? "missed" : "met", api)
                try await Self.answer(places[index], api)
            }
            let answers = try await api.database.pool(.superuser).query(
                "SELECT count(*) FROM report_event WHERE type = 'resolved'",
                as: Int.self
            )
            #expect(answers == [Self.units])
            for place in places {
                for report in place.filed { try await Self.checkAnswer(to: report, at: place, api) }
                let other = try await api.get("/v1/reports/\(try #require(place.other).code)")
                #expect(other.string("status") == "submitted")
                try await Self.part(place, api)
            }
        }
    }

    // MARK: What happens

    /// The first units that there are, each with somebody at its desk.
    private static func places(_ api: APITest) async throws -> [Place] {
        let rows = try await api.database.pool(.superuser).query(
            """
            SELECT agency.code, ST_Y(unit.point), ST_X(unit.point)
            FROM unit
            JOIN agency ON agency.unit_id = unit.id AND agency.kind = 'committee'
            WHERE unit.valid_to IS NULL
            ORDER BY unit.code
            LIMIT \(units)
            """,
            as: (String, Double, Double).self
        )
        var places: [Place] = []
        for (agency, latitude, longitude) in rows {
            let account = try await api.database.account("truc-\(agency)", at: agency, [.officer])
            let token = try await api.database.session(of: account)
            places.append(
                Place(agency: agency, latitude: latitude, longitude: longitude, headers: ["authorization": "Bearer \(token)"])
            )
        }
        try #require(places.count == units)
        return places
    }

    /// From 20:00 on, everybody within 60 m of the middle of their unit.
    private static func storm(over places: inout [Place], _ api: APITest) async throws {
        for (minute, numbers) in stride(from: 0, to: reports, by: 50).map({ $0..<min($0 + 50, reports) }).enumerated() {
            try await api.at("2026-03-02 20:\(String(format: "%02d", minute * 6))")
            let spots = numbers.map { number in (number, places[number % units]) }
            let filed = try await withThrowingTaskGroup(of: (Int, Filed).self) { group in
                for (number, place) in spots {
                    group.addTask { (number, try await file(number, at: place, api)) }
                }
                return try await group.reduce(into: [(Int, Filed)]()) { $0.append($1) }
            }
            for (number, report) in filed.sorted(by: { $0.0 < $1.0 }) { places[number % units].filed.append(report) }
        }
        for index in places.indices {
            let pin = ["lat": places[index].latitude, "lon": places[index].longitude]
            places[index].other = try await api.filedReport(["category": "light.out", "description": "Đèn tắt", "location": pin])
        }
    }

    private static func file(_ number: Int, at place: Place, _ api: APITest) async throws -> Filed {
        // A degree is 111 km.
        let away = Double(number % 13 - 6) * 10 / 111_195
        return try await api.filedReport([
            "category": "drainage.flooding", "description": words[number % words.count],
            "location": ["lat": place.latitude + away, "lon": place.longitude - away / 2],
            "reporter": ["phone": "09\(10_000_000 + number)"],
        ])
    }

    /// Takes the first of its list, and with it whatever it is told may be about the same.
    private static func group(_ place: inout Place, _ api: APITest) async throws {
        let list = try await api.get("/v1/staff/reports?category=drainage.flooding&status=submitted&sort=created_at&limit=1", place.headers)
        let master = try #require(list.string("items.0.code"), "\(list.text)")
        place.master = master
        var merged: Set<String> = []
        while true {
            let found = try await api.get("/v1/staff/reports/\(master)/duplicates", place.headers)
            #expect(found.status == 200, "\(found.text)")
            let items = (0..<(found.count("items") ?? 0)).compactMap { index -> [String: Any]? in
                guard let code = found.string("items.\(index).code"), let version = found.number("items.\(index).version") else {
                    return nil
                }
                return ["code": code, "version": Int(version)]
            }
            if items.isEmpty { break }
            let body: [String: Any] = ["action": ["action": "mark_duplicate", "of": master], "reports": items]
            let headers = ["content-type": "application/json"].merging(place.headers) { $1 }
            let sent = Array(try JSONSerialization.data(withJSONObject: body))
            let answer = try await api.post("/v1/staff/reports/actions", headers, body: sent)
            #expect(answer.status == 200)
            for (index, item) in items.enumerated() {
                #expect(answer.string("items.\(index).status") == "duplicate", "\(answer.text)")
                merged.insert(try #require(item["code"] as? String))
            }
            try #require(answer.string("items.0.status") == "duplicate")
        }
        #expect(merged == Set(place.duplicates.map(\.code)))
        let group = try await api.get("/v1/staff/reports/\(master)/duplicates", place.headers)
        #expect(group.string("group.original") == master && group.count("group.duplicates") == merged.count)
    }

    private static func answer(_ place: Place, _ api: APITest) async throws {
        let picture = try await api.staffPicture(place.headers)
        let steps: [[String: Any]] = [
            ["action": "acknowledge", "publish": true], ["action": "resolve", "summary": place.summary, "evidence": [picture]],
        ]
        for step in steps {
            let path = "/v1/staff/reports/\(place.master)"
            let tag = try #require(try await api.get(path, place.headers).header("etag"))
            let headers = ["content-type": "application/json", "if-match": tag].merging(place.headers) { $1 }
            let sent = Array(try JSONSerialization.data(withJSONObject: step))
            let done = try await api.post("\(path)/actions", headers, body: sent)
            #expect(done.status == 200, "\(done.text)")
        }
    }

    // MARK: What came of it

    /// R9: what a duplicate missed before it was found out to be one stays missed, the rest is called off, and its original's clocks go on.
    private static func checkClocks(of place: Place, acknowledge: String, _ api: APITest) async throws {
        let clocks = try await api.database.pool(.superuser).query(
            """
            SELECT DISTINCT report.status || ' ' || clock.clock || ' ' || clock.state || ' ' || coalesce(clock.outcome, '-')
            FROM sla_clock AS clock
            JOIN report ON report.id = clock.report_id
            WHERE report.code = ANY (\(place.filed.map(\.code))::text[])
                AND clock.clock <> 'handle'
                AND (report.status = 'duplicate' OR clock.clock = 'acknowledge')
            """,
            as: String.self
        )
        let expected: Set = [
            "duplicate acknowledge \(acknowledge) \(acknowledge)", "duplicate resolve cancelled cancelled",
            "submitted acknowledge running -",
        ]
        #expect(Set(clocks) == expected)
        let timers = try await api.database.pool(.superuser).query(
            """
            SELECT count(*)
            FROM sla_clock AS clock
            JOIN report ON report.id = clock.report_id
            WHERE report.code = ANY (\(place.duplicates.map(\.code))::text[])
                AND clock.fire_at IS NOT NULL
            """,
            as: Int.self
        )
        #expect(timers == [0])
    }

    /// Everybody, by the token they were given.
    private static func checkAnswer(to report: Filed, at place: Place, _ api: APITest) async throws {
        let own = try await api.get("/v1/reports/\(report.code)", report.headers)
        #expect(own.string("own.answer.note") == place.summary && own.count("own.answer.evidence") == 1, "\(own.text)")
        #expect(own.string("status_group") == "da_xu_ly")
        guard report.code != place.master else { return }
        #expect(own.string("status") == "duplicate" && own.string("own.answer.report") == place.master)
    }

    /// One of them was about something else: it is a report again, in a new cycle, and without the others' answer.
    private static func part(_ place: Place, _ api: APITest) async throws {
        let report = try #require(place.duplicates.first)
        let path = "/v1/staff/reports/\(report.code)"
        let tag = try #require(try await api.get(path, place.headers).header("etag"))
        let headers = ["content-type": "application/json", "if-match": tag].merging(place.headers) { $1 }
        let parted = try await api.post("\(path)/actions", headers, body: Array(#"{"action":"unmerge"}"#.utf8))
        #expect(parted.string("status") == "acknowledged" && parted.string("sla.resolve.state") == "running", "\(parted.text)")
        let own = try await api.get("/v1/reports/\(report.code)", report.headers)
        #expect(own["own.answer"] == nil && own.string("status_group") == "dang_xu_ly")
        let group = try await api.get("/v1/staff/reports/\(place.master)/duplicates", place.headers)
        #expect(group.count("group.duplicates") == place.filed.count - 2)
    }
}
