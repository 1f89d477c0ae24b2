import DatabaseTesting
import Domain
import Foundation
import Postgres
import Testing

@testable import Web

/// Reports that are answered together. The clock stands at Monday 2026-03-02 08:00.
@Suite struct DuplicateGroupTests {
    /// In Hoàn Kiếm.
    private static var elsewhere: [String: Any?] { ["location": ["lat": 21.0285, "lon": 105.8542]] }

    private func changed(since time: String, _ officer: Officer, _ api: APITest) async throws -> Set<String> {
        let answer = try await api.get("/v1/staff/reports?updated_since=2026-03-02T\(time):00%2B07:00&limit=200", officer.headers)
        #expect(answer.status == 200, "\(answer.text)")
        return Set((0..<(answer.count("items") ?? 0)).compactMap { answer.string("items.\($0).code") })
    }

    @Test("signals PR#1533: who asks what has changed learns that the answer to a duplicate has")
    func theOriginalsNewsIsTheDuplicatesNews() async throws {
        try await APITest.run(.standingCity) { api in
            let (master, copy) = (try await api.filed(), try await api.filedReport())
            let other = try await api.filed()
            try await api.act("mark_duplicate", on: copy.code, ["of": master])
            let version = try await api.read(copy.code).number("version")
            try await api.at("2026-03-02 09:00")
            try await api.act("acknowledge", on: master)
            #expect(try await changed(since: "08:30", .desk, api) == [master, copy.code])
            #expect(try await api.get("/v1/reports/\(copy.code)").string("updated_at") == "2026-03-02T09:00:00+07:00")
            #expect(try await api.get("/v1/reports/\(copy.code)", copy.headers).string("updated_at") == "2026-03-02T09:00:00+07:00")
            try await api.at("2026-03-02 10:00")
            try await api.act("note", on: master, ["text": "x"])
            #expect(try await changed(since: "09:30", .desk, api) == [master])
            try await api.act("resolve", on: master)
            #expect(try await changed(since: "09:30", .desk, api) == [master, copy.code])
            #expect(try await !changed(since: "08:30", .desk, api).contains(other))
            // It is no other version: whoever has seen the duplicate may part it.
            #expect(try await api.read(copy.code).number("version") == version)
        }
    }

    @Test func aGroupGoesWhereItsOriginalGoes() async throws {
        try await APITest.run(.standingCity) { api in
            let (master, copies) = (try await api.accepted(), [try await api.filed(), try await api.filed()])
            for code in copies { try await api.act("mark_duplicate", on: code, ["of": master]) }
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await api.act("transfer", on: master, ["agency": neighbour, "reason": "x"])
            for code in copies {
                let read = try await api.read(code, as: .neighbour)
                #expect(read.string("agency.id") == neighbour && read.string("status") == "duplicate", "\(read.text)")
                #expect(try await api.get("/v1/reports/\(code)/timeline").count("held_by") == 2)
            }
            let parted = try await api.act("unmerge", on: copies[0], by: .neighbour)
            #expect(parted.string("status") == "acknowledged" && parted.string("agency.id") == neighbour)
            // Parted, it goes its own way; the other goes up with the original.
            try await api.act("decline", on: master, ["reason": "x"], by: .neighbour)
            #expect(try await api.read(copies[0], as: .neighbour).string("agency.id") == neighbour)
            #expect(try await api.read(copies[1], as: .coordinator).string("agency.kind") == "coordinator")
            try await api.act("undo", on: master, by: .neighbour)
            #expect(try await api.read(copies[1], as: .neighbour).string("agency.id") == neighbour)
        }
    }

    @Test("uReport#300: the coordinator puts reports of different places together, at the desk of the original")
    func reportsOfDifferentPlacesAreMerged() async throws {
        try await APITest.run(.standingCity) { api in
            let (here, there) = (try await api.filed(), try await api.filed(Self.elsewhere))
            let desk = try await api.holder(here)
            // Nobody gets rid of a report by saying that it is like one of somebody else's.
            let refused = try await api.act("mark_duplicate", on: there, ["of": here], by: .neighbour)
            #expect(refused.status == 409 && refused.string("rule") == "original_elsewhere")
            let merged = try await api.act("mark_duplicate", on: there, ["of": here], by: .coordinator)
            #expect(merged.string("agency.id") == desk && merged.string("unit.code") == "00070", "\(merged.text)")
            #expect(try await api.read(there).string("duplicate_of") == here)
            let undone = try await api.act("undo", on: there, by: .coordinator)
            #expect(undone.string("agency.id") != desk && undone.string("status") == "submitted")
        }
    }

    /// Neither by merging nor after it does a unit get what is kept from it.
    @Test func whatIsKeptFromUnitsStaysWithTheCity() async throws {
        try await APITest.run(.standingCity) { api in
            let (conduct, pothole) = (try await api.filed(["category": "service.conduct"]), try await api.filed())
            let refused = try await api.act("mark_duplicate", on: conduct, ["of": pothole], by: .coordinator)
            #expect(refused.string("rule") == "kept_from_units", "\(refused.text)")
            let desk = try await api.holder(pothole)
            try await api.act("escalate", on: pothole)
            #expect(try await api.act("mark_duplicate", on: conduct, ["of": pothole], by: .coordinator).status == 200)
            try await api.act("transfer", on: pothole, ["agency": desk, "reason": "x"], by: .coordinator)
            #expect(try await api.read(pothole).status == 200)
            #expect(try await api.read(conduct).status == 404)
            #expect(try await api.read(conduct, as: .coordinator).string("agency.kind") == "coordinator")
        }
    }

    /// The desk answers while others put reports together, part them, and write.
    @Test func aGroupThatIsWorkedOnByManyStaysOne() async throws {
        try await APITest.run(.standingCity) { api in
            let master = try await api.accepted()
            var copies: [Filed] = []
            for _ in 0..<8 { copies.append(try await api.filedReport()) }
            let neighbour = try await api.agency("committee-00070-2025-07-01")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for copy in copies {
                    group.addTask {
                        let merged = try await api.act("mark_duplicate", on: copy.code, ["of": master], by: .coordinator)
                        #expect(merged.status == 200, "\(merged.text)")
                        #expect(try await api.reporter("messages", on: copy, ["text": "Vẫn còn"]).status == 201)
                    }
                }
                group.addTask {
                    for agency in [neighbour, try await api.agency("coordinator")] {
                        let passed = try await api.act("transfer", on: master, ["agency": agency, "reason": "x"], by: .coordinator)
                        #expect(passed.status == 200, "\(passed.text)")
                    }
                }
                try await group.waitForAll()
            }
            let apart = try await api.database.pool(.superuser).query(
                """
                SELECT count(*)
                FROM report AS duplicate
                JOIN report AS original ON original.id = duplicate.duplicate_of
                WHERE duplicate.agency_id <> original.agency_id
                """,
                as: Int.self
            )
            #expect(apart == [0])
            #expect(try await api.get("/v1/staff/reports/\(master)/duplicates", Officer.coordinator.headers).count("group.duplicates") == 8)
        }
    }
}
