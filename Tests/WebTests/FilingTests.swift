import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@Suite struct FilingTests {
    @Test func aReportReachesTheUnitOnTheGround() async throws {
        try await APITest.run { api in
            let answer = try await api.file()
            #expect(answer.status == 201)
            #expect(answer.string("unit.code") == "00004")
            #expect(answer.string("unit.full_name") == "Phường Ba Đình")
            #expect(answer.string("agency.name") == "Ủy ban nhân dân phường Ba Đình")
            #expect(answer.string("routing.method") == "point")
            // The boundaries are approximate: never more sure than that.
            #expect(answer.string("routing.confidence") == "medium")
            #expect(answer.number("routing.boundary_version.approximate") == 1)
            #expect(answer.string("status") == "submitted")
            #expect(answer.string("status_group") == "cho_xu_ly")
            #expect(answer.string("publication") == "pending")
            #expect(answer.string("sla.acknowledge.state") == "running")
            #expect(answer.string("sla.resolve.state") == "pending")
            #expect(answer.number("sla.policy.confirmed") == 0)
            let code = try #require(answer.string("code"))
            #expect(answer.header("location") == "/v1/reports/\(code)")
            #expect(try await api.rowCounts() == [1, 1, 1, 2, 3, 1])
        }
    }

    /// Monday 23 November 2026 16:30: one hour that day, none on the new holiday of the 24th, seven on Wednesday.
    @Test func theTimeLimitSkipsThePublicHoliday() async throws {
        try await APITest.run(.standingCity) { api in
            try await api.at("2026-11-23 16:30")
            let answer = try await api.file()
            let created = "2026-11-23T16:30:00+07:00"
            #expect(answer.string("created_at") == created && answer.string("sla.acknowledge.counts_from") == created)
            #expect(answer.string("sla.acknowledge.due_at") == "2026-11-25T16:30:00+07:00")
        }
    }

    @Test(arguments: [
        ("2026-02-13 16:30", "2026-02-23T16:30:00+07:00"), ("2025-12-30 16:00", "2025-12-31T16:00:00+07:00"),
        ("2026-08-21 17:00", "2026-08-22T17:00:00+07:00"), ("2026-01-09 17:00", "2026-01-10T17:00:00+07:00"),
    ])
    func goldenCasesHoldFromEndToEnd(_ filedAt: String, _ due: String) async throws {
        try await APITest.run(.standingCity) { api in
            try await api.at(filedAt)
            #expect(try await api.file().string("sla.acknowledge.due_at") == due)
        }
    }

    @Test func outsideWorkingHoursTheReceiptSaysFromWhenTimeCounts() async throws {
        try await APITest.run { api in
            try await api.database.moveClock(to: "2026-11-21T09:00:00+07:00")
            let answer = try await api.file()
            #expect(answer.string("sla.acknowledge.counts_from") == "2026-11-23T08:00:00+07:00")
            #expect(answer.string("sla.acknowledge.due_at") == "2026-11-23T17:30:00+07:00")
            // Resolve starts at the latest when the acknowledgement is missed: 40 hours from there.
            #expect(answer.string("sla.resolve.projected_due_at") == "2026-12-01T17:30:00+07:00")
        }
    }

    @Test func urgentReportsSayWhomToCall() async throws {
        try await APITest.run { api in
            let answer = try await api.file(["category": "tree.fallen"])
            #expect(answer.string("sla.severity") == "urgent")
            #expect(answer.number("sla.policy.confirmed") == 1)
            #expect(answer.string("notice")?.contains("114") == true)
        }
    }

    @Test func anAddressAloneGoesToTheCoordinator() async throws {
        try await APITest.run { api in
            let answer = try await api.file(["location": nil, "address": "Số 5 ngõ 12 phố Hàng Bông"])
            #expect(answer.status == 201)
            #expect(answer.string("unit") == "null")
            #expect(answer.string("agency.kind") == "coordinator")
            #expect(answer.string("routing.method") == "address")
            #expect(answer.string("routing.confidence") == "low")
        }
    }

    @Test func coordinatesWrittenInTheAddressAreAPin() async throws {
        try await APITest.run { api in
            let answer = try await api.file(["location": nil, "address": "gần 21.039446, 105.836365"])
            #expect(answer.string("unit.code") == "00004")
        }
    }

    @Test func thePinWinsOverTheAddress() async throws {
        try await APITest.run { api in
            let answer = try await api.file(["address": "Phường Hà Đông"])
            #expect(answer.string("unit.code") == "00004")
        }
    }

    @Test func reportsOnOfficialsNeverReachTheUnit() async throws {
        try await APITest.run { api in
            let answer = try await api.file(["category": "service.conduct"])
            #expect(answer.string("agency.kind") == "coordinator")
            #expect(answer.string("unit.code") == "00004")
            #expect(answer.string("routing.method") == "rule")
        }
    }

    @Test func aProposedRouteWaitsUntilItIsActivated() async throws {
        try await APITest.run { api in
            let report: [String: Any?] = ["category": "traffic.parking"]
            #expect(try await api.file(report).string("agency.kind") == "committee")
            try await api.database.pool(.migrator).execute(
                """
                UPDATE routing_rule
                SET status = 'active'
                FROM category
                WHERE category.id = routing_rule.category_id
                    AND category.code = 'traffic.parking'
                """
            )
            let answer = try await api.file(report)
            #expect(answer.string("agency.name") == "Công an phường Ba Đình")
            #expect(answer.string("routing.method") == "rule")
        }
    }

    @Test func aPlaceOutsideTheCityIsRefused() async throws {
        try await APITest.run { api in
            let answer = try await api.file(["location": ["lat": 10.7769, "lon": 106.7009]])
            #expect(answer.status == 422)
            #expect(answer.string("code") == "outside_area")
            #expect(answer.refusals == ["/location outside_area"])
            #expect(try await api.rowCounts() == [0, 0, 0, 0, 0, 0])
        }
    }

    @Test func onlySquaresThatCoverThePlaceAreCounted() async throws {
        try await APITest.run(.squareCityWithDesks) { api in
            // On the corner where all four squares meet: the lowest code, and the others as candidates.
            let corner = try await api.file(["location": ["lat": SquareCity.middleLatitude, "lon": SquareCity.middleLongitude]])
            #expect(corner.string("unit.code") == "00001")
            #expect(corner.count("routing.candidates") == 3)
            #expect(corner.string("routing.method") == "border")
            #expect(corner.string("routing.confidence") == "medium")
            // In the middle of a square: sure, and far from any border.
            let middle = try await api.file(["location": ["lat": 21.01, "lon": 105.81]])
            #expect(middle.string("routing.confidence") == "high")
            #expect(middle.string("routing.distance_to_border_m") == "null")
            // 300 m west of the city, then 700 m.
            let near = try await api.file(["location": ["lat": 21.01, "lon": 105.80 - 300 / 103_900.0]])
            #expect(near.string("unit.code") == "00001")
            #expect(near.string("routing.confidence") == "low")
            let distance = try #require(near.number("routing.distance_to_border_m"))
            #expect(abs(distance - 300) < 3)
            let far = try await api.file(["location": ["lat": 21.01, "lon": 105.80 - 700 / 103_900.0]])
            #expect(far.string("code") == "outside_area")
            // Who only asks where that is learns that it lies outside, and what is near.
            let asked = try await api.get("/v1/units/locate?lat=21.01&lon=\(105.80 - 300 / 103_900.0)")
            #expect(asked.string("unit") == "null")
            #expect(asked.string("reason") == "outside_area")
            #expect(asked.string("candidates.0.unit.code") == "00001")
            // A vague pin widens the search for candidates.
            let place: [String: Any] = ["lat": 21.01, "lon": SquareCity.middleLongitude - 100 / 103_900.0]
            let precise = try await api.file(["location": place])
            #expect(precise.count("routing.candidates") == 0)
            let vague = try await api.file(["location": place.merging(["accuracy_m": 150]) { $1 }])
            #expect(vague.string("routing.candidates.0.unit.code") == "00002")
        }
    }
}

extension TestTemplate {
    /// `SquareCity` with exact boundaries over the reference data: the four codes replace those of the 126 units.
    static let squareCityWithDesks = TestTemplate("squareCityWithDesks", from: .city) { database in
        try await database.pool(.migrator).withTransaction { connection in
            try connection.execute("DELETE FROM boundary_version")
            // Former units have such codes too.
            try connection.execute("DELETE FROM unit_succession")
            try connection.execute("DELETE FROM unit WHERE valid_to IS NOT NULL")
            // The first four units of the reference data take the squares' codes, by way of codes nobody has.
            try connection.execute(
                """
                UPDATE unit
                SET code = (
                    SELECT 99990 + count(*)
                    FROM unit AS earlier
                    WHERE earlier.valid_to IS NULL
                        AND earlier.code <= unit.code
                )::text
                WHERE id IN (SELECT id FROM unit WHERE valid_to IS NULL ORDER BY code LIMIT 4)
                """
            )
            try connection.execute("UPDATE unit SET code = '0000' || right(code, 1) WHERE code LIKE '9999_'")
            try connection.execute("UPDATE unit SET valid_to = '2025-07-02' WHERE code > '00004'")
        }
        _ = try await database.insertSquareBoundaries()
    }
}

extension TestDatabase {
    /// Moves the clock of time limits for every new connection.
    func moveClock(to instant: String) async throws {
        let target = try #require(Instant(rfc3339: instant))
        let offset = target.secondsSince1970 - Int64(Date().timeIntervalSince1970)
        try await pool(.superuser).withConnection { connection in
            try connection.run(SQLScript(trusted: "ALTER DATABASE \(name) SET phananh.clock_offset = '\(offset) seconds'"))
        }
    }
}
