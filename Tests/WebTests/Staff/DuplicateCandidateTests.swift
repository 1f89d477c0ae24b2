import DatabaseTesting
import Foundation
import Testing

@testable import Web

/// What the desk is told of reports that may be about the same thing. The clock stands at Monday 2026-03-02 08:00.
@Suite struct DuplicateCandidateTests {
    private static func report(_ metres: Double, _ words: String, _ category: String = "road.pothole") -> [String: Any?] {
        ["category": category, "description": words, "location": ["lat": 21.039446 + metres / 111_195, "lon": 105.836365]]
    }

    private func candidates(_ code: String, _ api: APITest, _ officer: Officer = .desk) async throws -> [String] {
        let answer = try await api.get("/v1/staff/reports/\(code)/duplicates", officer.headers)
        #expect(answer.status == 200, "\(answer.text)")
        return (0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") }
    }

    @Test func theLikeliestComesFirst() async throws {
        try await APITest.run(.standingCity) { api in
            let words = "Ổ gà sâu trước cổng chợ Châu Long"
            let code = try await api.filed(Self.report(0, words))
            let bare = try await api.filed(Self.report(5, "o ga sau truoc cong cho chau long"))
            let unlike = try await api.filed(Self.report(5, "Mặt đường lún ở ngã ba"))
            let far = try await api.filed(Self.report(300, words))
            let related = try await api.filed(Self.report(5, words, "road.sidewalk"))
            let others = [
                try await api.filed(Self.report(700, words)), try await api.filed(Self.report(5, words, "light.out")),
            ]
            let found = try await candidates(code, api)
            #expect(found == [bare, related, far, unlike], "\(found)")
            #expect(Set(found).isDisjoint(with: others))
            let detail = try await api.get("/v1/staff/reports/\(code)/duplicates", Officer.desk.headers)
            #expect(detail.number("items.0.distance_m") == 5 && detail.number("items.0.likeness") == 1 && detail.string("group") == "null")
            #expect(detail.string("items.0.excerpt") == "o ga sau truoc cong cho chau long")
            #expect(try await api.get("/v1/staff/reports/\(code)/duplicates?x=1", Officer.desk.headers).status == 422)
            #expect(try await api.get("/v1/staff/reports/\(code)/duplicates", Officer.neighbour.headers).status == 404)
        }
    }

    /// peers.md §3, 14: recently closed ones too.
    @Test func whatWasClosedLatelyCounts() async throws {
        try await APITest.run(.standingCity) { api in
            let old = try await api.filed(Self.report(0, "Ổ gà"))
            let refused = try await api.filed(Self.report(0, "Ổ gà"))
            try await api.act("acknowledge", on: old)
            try await api.act("resolve", on: old)
            try await api.act("refuse", on: refused, ["code": "spam", "explanation": "x"])
            try await api.at("2026-03-10 08:00")
            let code = try await api.filed(Self.report(0, "Ổ gà"))
            #expect(try await candidates(code, api) == [old])
            try await api.at("2026-03-17 08:00")
            let later = try await api.filed(Self.report(0, "Ổ gà"))
            #expect(try await candidates(later, api) == [code])
        }
    }

    /// peers.md §3, 13: they are linked both ways; 15: also at different places.
    @Test func aGroupIsToldFromEveryMember() async throws {
        try await APITest.run(.standingCity) { api in
            let master = try await api.filed(Self.report(0, "Ổ gà"))
            let copies = [try await api.filed(Self.report(10, "Ổ gà")), try await api.filed(Self.report(400, "Ổ voi"))]
            for code in copies { try await api.act("mark_duplicate", on: code, ["of": master]) }
            for code in [master] + copies {
                let found = try await api.get("/v1/staff/reports/\(code)/duplicates", Officer.desk.headers)
                #expect(found.string("group.original") == master && found.count("group.duplicates") == 2, "\(found.text)")
                #expect(found.string("group.duplicates.0") == copies[0] && found.number("group.followers") == 0)
            }
        }
    }
}
