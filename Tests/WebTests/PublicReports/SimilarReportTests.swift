import DatabaseTesting
import Foundation
import Testing

@testable import Web

/// What is told to somebody who wonders whether to file. The clock stands at Monday 2026-03-02 08:00.
@Suite struct SimilarReportTests {
    private static let here = (latitude: 21.039446, longitude: 105.836365)

    /// A report so many metres to the north.
    private func filed(_ metres: Double, _ api: APITest, _ members: [String: Any?] = [:]) async throws -> String {
        let place = ["lat": Self.here.latitude + metres / 111_000, "lon": Self.here.longitude]
        return try await api.filed(["location": place].merging(members) { $1 })
    }

    private func similar(_ api: APITest, _ more: String = "") async throws -> JSONAnswer {
        try await api.get("/v1/reports/similar?lat=\(Self.here.latitude)&lon=\(Self.here.longitude)\(more)")
    }

    private func codes(_ answer: JSONAnswer) -> [String] {
        (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    @Test func theNearestComeFirst() async throws {
        try await APITest.run(.standingCity) { api in
            var filed: [Double: String] = [:]
            for metres in [600.0, 0, 450, 150, 300] { filed[metres] = try await self.filed(metres, api) }
            let noise = try await self.filed(0, api, ["category": "road.sidewalk"])
            let unlisted = try await self.filed(0, api, ["category": "service.conduct"])
            for (more, metres) in [("&radius_m=1000", [0.0, 150, 300, 450, 600]), ("&radius_m=400", [0, 150, 300]), ("", [0, 150])] {
                let answer = try await similar(api, more + "&category=road.pothole")
                #expect(answer.status == 200 && codes(answer) == metres.compactMap { filed[$0] }, "\(answer.text)")
                let told = (0..<metres.count).compactMap { answer.number("items.\($0).distance_m") }
                #expect(told == told.sorted() && zip(told, metres).allSatisfy { abs($0 - $1) < 40 }, "\(told)")
            }
            let any = try await similar(api)
            #expect(Set(codes(any).prefix(2)) == [filed[0], noise] && !any.text.contains(unlisted))
            #expect(codes(try await similar(api, "&category=road")) == codes(any))
            #expect(codes(try await similar(api, "&category=safety")) == [])
            #expect(try await api.get("/v1/reports/similar?lat=10.77&lon=106.7").count("items") == 0)
        }
    }

    @Test func whatWasDoneWithLatelyIsTold() async throws {
        try await APITest.run(.standingCity) { api in
            let (solved, refused, gone) = (try await filed(0, api), try await filed(0, api), try await api.filedReport())
            let (copy, open) = (try await filed(0, api), try await filed(0, api))
            try await api.act("acknowledge", on: solved)
            try await api.act("resolve", on: solved)
            try await api.act("refuse", on: refused, ["code": "spam", "explanation": "x"])
            try await api.act("mark_duplicate", on: copy, ["of": open])
            #expect(try await api.reporter("withdraw", on: gone).status == 200)
            #expect(Set(codes(try await similar(api))) == [solved, open])
            try await api.at("2026-04-01 07:59")
            #expect(Set(codes(try await similar(api))) == [solved, open])
            try await api.at("2026-04-01 08:01")
            #expect(codes(try await similar(api)) == [open])
        }
    }

    @Test func ofThoseAtOnePointTheLikestComesFirst() async throws {
        try await APITest.run(.standingCity) { api in
            let tree = try await filed(0, api, ["description": "Cây đổ chắn lối đi"])
            let pit = try await filed(0, api, ["description": "Ổ gà sâu trước cổng chợ"])
            let unseen = try await filed(0, api, ["description": "Cây đổ"])
            for code in [tree, pit] { try await api.act("acknowledge", on: code, ["publish": true]) }
            for (question, first, alike) in [("cay+do+chan+loi+di", tree, 1.0), ("o+ga+truoc+cong+cho", pit, 0.8)] {
                let answer = try await similar(api, "&q=\(question)")
                #expect(codes(answer).first == first && codes(answer).count == 3, "\(answer.text)")
                #expect((answer.number("items.0.likeness") ?? 0) >= alike)
                let number = try #require(codes(answer).firstIndex(of: unseen))
                #expect(answer["items.\(number).likeness"] == nil && answer.string("items.\(number).text") == "null")
            }
            #expect(try await similar(api)["items.0.likeness"] == nil)
        }
    }

    @Test(arguments: [
        ("", ["lat required", "lon required"]), ("lat=21", ["lon required"]), ("lat=x&lon=105", ["lat wrong_type"]),
        ("lat=91&lon=105", ["lat out_of_range"]), ("lat=105.8&lon=21.0", ["lat coordinates_swapped"]),
        ("lat=21&lon=105.8&radius_m=0", ["radius_m out_of_range"]), ("lat=21&lon=105.8&radius_m=2001", ["radius_m out_of_range"]),
        ("lat=21&lon=105.8&radius_m=inf", ["radius_m out_of_range"]), ("lat=21&lon=105.8&category=no.such", ["category unknown_value"]),
        ("lat=21&lon=105.8&limit=5", ["limit unknown_field"]),
        ("lat=21&lon=105.8&q=\(String(repeating: "a", count: 4_001))", ["q too_long"]),
    ])
    func whatIsNoPlaceIsRefused(_ query: String, _ refusals: [String]) async throws {
        try await APITest.run { api in
            let answer = try await api.get("/v1/reports/similar?\(query)")
            #expect(answer.status == 422 && answer.refusals.sorted() == refusals, "\(answer.text)")
        }
    }
}
