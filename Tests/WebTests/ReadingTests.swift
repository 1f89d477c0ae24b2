import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct ReadingTests {
    @Test func thePublicSeesTheFactsAndTheReporterEverything() async throws {
        try await APITest.run { api in
            let filed = try await api.file([
                "address": "Ngõ 12", "attributes": ["size": "large"],
                "reporter": ["name": "Nguyễn Thị Thử", "phone": "0912 345 678", "email": "thu@example.com"],
            ])
            let code = try #require(filed.string("code"))
            let token = try #require(filed.string("tracking_token"))

            let anybody = try await api.get("/v1/reports/\(code)")
            #expect(anybody.status == 200)
            #expect(anybody.string("unit.code") == "00004")
            #expect(anybody.string("category.code") == "road.pothole")
            #expect(anybody.string("sla.acknowledge.due_at") == filed.string("sla.acknowledge.due_at"))
            #expect(anybody.string("text") == "null")
            #expect(anybody["own"] == nil)
            #expect(anybody["routing.distance_to_border_m"] == nil)
            for secret in ["cổng chợ", "Ngõ 12", "Nguyễn", "912345678", "912 345", "thu@", "21.039446", "105.836365", "large"] {
                #expect(!anybody.text.contains(secret), "\(secret)")
            }

            let own = try await api.get("/v1/reports/\(code)", ["authorization": "Bearer \(token)"])
            #expect(own.string("own.description") == "Ổ gà sâu trước cổng chợ")
            #expect(own.number("own.location.lat") == 21.039446)
            #expect(own.string("own.attributes.size") == "large")
            #expect(own.count("routing.candidates") != nil)
            #expect(own.string("sla.acknowledge.counts_from") == filed.string("sla.acknowledge.counts_from"))
            #expect(own.string("own.channel") == "api")
            #expect(own.string("own.external_id") == "null")
            #expect(own.string("own.reporter.name") == "Nguyễn Thị Thử")
            #expect(own.string("own.reporter.phone") == "••• ••• 678")
            #expect(own.string("own.reporter.email") == "t•••@example.com")
            #expect(own.header("cache-control") == "private, no-store")
        }
    }

    @Test func thePublicPinIsOnAGridOfFiftyMetres() async throws {
        try await APITest.run { api in
            let answers = try await [(21.039446, 105.836365), (21.039448, 105.836367)].asyncMap { place in
                try await api.file(["location": ["lat": place.0, "lon": place.1]])
            }
            let points = try await answers.asyncMap { answer in
                let view = try await api.get("/v1/reports/\(answer.string("code") ?? "")")
                return [try #require(view.number("point.lat")), try #require(view.number("point.lon"))]
            }
            #expect(points[0] == points[1])
            #expect(abs(points[0][0] - 21.039446) < 0.0004 && abs(points[0][1] - 105.836365) < 0.0004)
            #expect(points[0][0] != 21.039446)
        }
    }

    @Test func delicateCategoriesShowTheUnitOnlyOrNothing() async throws {
        try await APITest.run { api in
            let noise = try await api.file(["category": "safety.noise", "location": ["lat": 21.0360, "lon": 105.8340]])
            let coarse = try await api.get("/v1/reports/\(noise.string("code") ?? "")")
            #expect(coarse.number("point.lat") == 21.039446)
            #expect(coarse.number("point.lon") == 105.836365)

            let conduct = try await api.file(["category": "service.conduct"])
            let path = "/v1/reports/\(conduct.string("code") ?? "")"
            #expect(try await api.get(path).status == 404)
            #expect(try await api.get(path + "/timeline").status == 404)
            let own = ["authorization": "Bearer \(conduct.string("tracking_token") ?? "")"]
            #expect(try await api.get(path, own).status == 200)
            #expect(try await api.get(path + "/timeline", own).status == 200)
        }
    }

    @Test func aWrongTokenOpensNothing() async throws {
        try await APITest.run { api in
            let first = try await api.file()
            let second = try await api.file()
            let path = "/v1/reports/\(first.string("code") ?? "")"
            for token in [second.string("tracking_token") ?? "", "trk_", "trk_AAAA", "hn_x", "trk_" + String(repeating: "A", count: 43)] {
                let answer = try await api.get(path, ["authorization": "Bearer \(token)"])
                #expect(answer.status == 401)
                #expect(answer.header("www-authenticate") == "Bearer")
            }
            #expect(try await api.get(path, ["authorization": "Basic abc"]).status == 401)
        }
    }

    @Test func codesAreReadLeniently() async throws {
        try await APITest.run { api in
            let code = try #require(try await api.file().string("code"))
            let typed = code.lowercased().replacing("-", with: "").replacing("0", with: "o").replacing("1", with: "l")
            #expect(try await api.get("/v1/reports/\(typed)").string("code") == code)
            let spaced = code.replacing("-", with: "%20")
            #expect(try await api.get("/v1/reports/\(spaced)").string("code") == code)
            let last = try #require(code.last)
            let mistyped = code.dropLast() + (last == "7" ? "8" : "7")
            #expect(try await api.get("/v1/reports/\(mistyped)").string("code") == "check_digit")
        }
    }

    @Test func theTimelineTellsWhoHasTheReport() async throws {
        try await APITest.run { api in
            let filed = try await api.file()
            let timeline = try await api.get("/v1/reports/\(filed.string("code") ?? "")/timeline")
            #expect(timeline.count("items") == 2)
            #expect(timeline.string("items.0.type") == "filed")
            #expect(timeline.string("items.0.by.kind") == "citizen")
            #expect(timeline.string("items.1.label") == "Đã chuyển đến Ủy ban nhân dân phường Ba Đình")
            #expect(timeline.string("held_by.0.agency.name") == "Ủy ban nhân dân phường Ba Đình")
            #expect(timeline.string("held_by.0.from") == filed.string("created_at"))
            #expect(timeline.string("held_by.0.to") == "null")
        }
    }

    @Test func whatHasNotChangedIsNotSentAgain() async throws {
        try await APITest.run { api in
            let path = "/v1/reports/\(try await api.file().string("code") ?? "")"
            for target in [path, path + "/timeline", "/v1/categories", "/v1/categories/road.pothole", "/v1/units", "/v1/units/00004"] {
                let first = try await api.get(target)
                let tag = try #require(first.header("etag"), "\(target)")
                let again = try await api.get(target, ["if-none-match": "W/\"x\", \(tag)"])
                #expect(again.status == 304)
                #expect(again.text.isEmpty)
                #expect(try await api.get(target, ["if-none-match": tag, "accept-language": "en"]).status == 200)
            }
        }
    }

    @Test func thePublicReadsTheTextOnceItIsPublished() async throws {
        try await APITest.run { api in
            let code = try #require(try await api.file().string("code"))
            try await api.database.pool(.superuser).execute(
                "UPDATE report SET publication = 'published', published_text = 'Ổ gà', version = 2, public_version = 2 WHERE code = \(code)"
            )
            let view = try await api.get("/v1/reports/\(code)")
            #expect(view.string("text") == "Ổ gà")
            #expect(view.header("etag")?.hasPrefix("\"2-public-") == true)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
