import DatabaseTesting
import Domain
import Foundation
import Services
import Store
import Testing

@testable import Web

/// Seals and proofs as anybody sees them.
@Suite struct SealRoutesTests {
    @Test func whatIsToldOfAReportIsProvedBySealsThatAnybodyMayKeep() async throws {
        try await APITest.run(.standingCity) { api in
            let code = try await api.filed(["reporter": ["name": "Kanarienvogel", "phone": "0912 345 678"]])
            let early = try await api.get("/v1/reports/\(code)/proof")
            #expect(early.status == 200 && early.count("items") == 2 && early.string("items.0.sealed") == "null")
            #expect(early.count("seals") == 0)
            try await api.act("note", on: code, ["text": "Zeisig"])
            try await api.act("acknowledge", on: code)
            try await api.seal()
            try await api.act("start", on: code)
            try await api.seal()

            let proof = try await api.get("/v1/reports/\(code)/proof")
            let timeline = try await api.get("/v1/reports/\(code)/timeline")
            let count = try #require(proof.count("items"))
            #expect(count == timeline.count("items") && count >= 4)
            for index in 0..<count {
                let item = "items.\(index)"
                for member in ["seq", "at", "type", "by.kind"] {
                    #expect("\(proof["\(item).\(member)"] ?? "")" == "\(timeline["\(item).\(member)"] ?? "")")
                }
                try Self.check(item, of: proof, code)
            }
            #expect(Set((0..<count).compactMap { proof.number("items.\($0).sealed.seal") }) == [1, 2])
            for secret in ["Zeisig", "Kanarienvogel", "912345678", "desk"] { #expect(!proof.text.contains(secret)) }
            let tag = try #require(proof.header("etag"))
            #expect(try await api.get("/v1/reports/\(code)/proof", ["if-none-match": tag]).status == 304)

            let seals = try await api.get("/v1/audit/seals")
            #expect(seals.count("items") == 2 && seals.string("next") == "null")
            #expect(seals.string("items.1.root") == proof.string("seals.1.root"))
            let first = try await api.get("/v1/audit/seals?limit=1")
            #expect(first.count("items") == 1 && first.string("next") == "1")
            #expect(first.header("link") == "</v1/audit/seals?after=1&limit=1>; rel=\"next\"")
            #expect(try await api.get("/v1/audit/seals?after=1&limit=1").number("items.0.number") == 2)
            #expect(try await api.get("/v1/audit/seals?after=2").count("items") == 0)
        }
    }

    /// Of a category that is never listed: to nobody who does not know of the report already.
    @Test func whatIsNotListedIsProvedToItsReporterAndToWhoeverWorksOnIt() async throws {
        try await APITest.run(.standingCity) { api in
            let filed = try await api.file(["category": "service.conduct", "reporter": ["name": "Kanarienvogel"]])
            let other = try await api.file()
            let code = try #require(filed.string("code"))
            func bearer(_ answer: JSONAnswer) throws -> [String: String] {
                ["authorization": "Bearer \(try #require(answer.string("tracking_token")))"]
            }
            try await api.act("note", on: code, ["text": "Zeisig"], by: .coordinator)
            try await api.act("acknowledge", on: code, by: .coordinator)
            try await api.seal()
            let path = "/v1/reports/\(code)/proof"
            #expect(try await api.get(path).status == 404)
            #expect(try await api.get(path, try bearer(other)).status == 401)
            #expect(try await api.get(path, Officer.coordinator.headers).status == 401)
            #expect(try await api.get("/v1/reports/HN-26-7K3F9Q-3/proof", try bearer(other)).status == 401)

            let own = try await api.get(path, try bearer(filed))
            let timeline = try await api.get("/v1/reports/\(code)/timeline", try bearer(filed))
            let count = try #require(own.count("items"))
            #expect(own.status == 200 && count == timeline.count("items") && own.header("cache-control") == "private, no-store")
            for index in 0..<count {
                #expect(own.number("items.\(index).seq") == Double(index + 1))
                try Self.check("items.\(index)", of: own, code)
            }

            let staff = "/v1/staff/reports/\(code)/proof"
            let whole = try await api.get(staff, Officer.coordinator.headers)
            let all = try #require(whole.count("items"))
            #expect(whole.status == 200 && all == count + 1)
            for index in 0..<all { try Self.check("items.\(index)", of: whole, code) }
            #expect((0..<all).filter { whole.number("items.\($0).seq") == 0 }.count == 1)
            for text in [own.text, whole.text] { for secret in ["Zeisig", "Kanarienvogel"] { #expect(!text.contains(secret)) } }
            let tag = try #require(whole.header("etag"))
            #expect(tag != own.header("etag"))
            #expect(try await api.get(staff, Officer.coordinator.headers.merging(["if-none-match": tag]) { $1 }).status == 304)
            #expect(try await api.get(staff, Officer.desk.headers).status == 404)
            #expect(try await api.get(staff).status == 401)
            #expect(try await api.get("\(staff)?x=1", Officer.coordinator.headers).refusals == ["x unknown_field"])
        }
    }

    @Test func whatIsNotListedIsNotProvedToAnybody() async throws {
        try await APITest.run { api in
            let hidden = try await api.filed(["category": "conduct.attitude"])
            #expect(try await api.get("/v1/reports/\(hidden)/proof").status == 404)
            #expect(try await api.get("/v1/reports/HN-26-000000-0/proof").status == 404)
            #expect(try await api.get("/v1/reports/\(hidden)/proof?x=1").refusals == ["x unknown_field"])
            for (query, refusal) in [
                ("after=-1", "after out_of_range"), ("after=x", "after out_of_range"), ("after=99999999999999999999", "after out_of_range"),
                ("limit=0", "limit out_of_range"), ("cursor=1", "cursor unknown_field"),
            ] {
                #expect(try await api.get("/v1/audit/seals?\(query)").refusals == [refusal], "\(query)")
            }
        }
    }

    /// As the README tells how.
    private static func check(_ item: String, of proof: JSONAnswer, _ code: String) throws {
        func text(_ member: String) -> String { proof.string("\(item).\(member)").flatMap { $0 == "null" ? nil : $0 } ?? "" }
        func seconds(_ member: String) -> String { Instant(rfc3339: text(member)).map { "\($0.secondsSince1970)" } ?? "" }
        let lines = [
            "event", code, "\(Int(proof.number("\(item).seq") ?? 0))", seconds("at"), text("type"), text("by.kind"), text("by.agency"),
            text("agency"), text("clock"), seconds("occurred_at"), text("digest"),
        ]
        let seal = Int(try #require(proof.number("\(item).sealed.seal")))
        let index = Int(try #require(proof.number("\(item).sealed.index")))
        let place = try #require((0..<2).first { proof.number("seals.\($0).number") == Double(seal) })
        let size = ["events_to", "events_after", "entries_to", "entries_after"].map { Int(proof.number("seals.\(place).\($0)") ?? 0) }
        var (first, last) = (index, size[0] - size[1] + size[2] - size[3] - 1)
        var digest = MerkleTree.leaf(Data(lines.joined(separator: "\n").utf8))
        for step in 0..<(proof.count("\(item).sealed.path") ?? 0) {
            let sibling = try #require(Data(hexadecimal: text("sealed.path.\(step)")))
            if first % 2 == 1 || first == last {
                digest = MerkleTree.root([sibling, digest])
                while first % 2 == 0, first != 0 { (first, last) = (first / 2, last / 2) }
            } else {
                digest = MerkleTree.root([digest, sibling])
            }
            (first, last) = (first / 2, last / 2)
        }
        #expect(digest.hexadecimal == proof.string("seals.\(place).root"), "\(item)")
    }
}

extension APITest {
    /// Numbers and seals whatever there is, as the service does all the time.
    func seal() async throws {
        try await database.withStore(.service) { service in
            for log in [PositionedLog.events, .audit] {
                let sequencer = EventSequencer(store: EventPositionStore(service, of: log))
                while try await sequencer.round().hasMore {}
            }
            let sealer = AuditSealer(
                numbering: EventSequencer(store: EventPositionStore(service, of: .audit)),
                store: SealStore(service),
                keys: SealKeys(try KeyRing(file: KeyRing.newFile(id: "k1")))
            )
            while try await sealer.round().hasMore {}
        }
    }
}
