import DatabaseTesting
import Foundation
import Postgres
import RandomTesting
import Testing

@testable import Store

/// Shares of quotas that all instances keep together.
@Suite struct QuotaStoreTests {
    private static let second: Int64 = 1_000_000
    private static let start: Int64 = 1_772_413_200 * second

    /// `count` in `period` seconds, of somebody.
    private static func charge(_ subject: UInt8, _ count: Int64, in period: Int64) -> QuotaCharge {
        QuotaCharge(id: Data(repeating: subject, count: 16), step: period * second / count, period: period * second)
    }

    private static func take(_ charges: [QuotaCharge], at moment: Int64?, _ database: TestDatabase) async throws -> QuotaTaking {
        try await database.pool(.app).withConnection { connection in
            try QuotaStore.taking(try connection.query(QuotaStore.takeQuery(charges, at: moment)))
        }
    }

    /// Against the definition, which keeps the whole history: of any n in a row all but `count` have come back.
    @Test(arguments: 1...12)
    func allowsWhatTheDefinitionAllows(seed: Int) async throws {
        try await withTestDatabase { database in
            var random = SplitMix64(seed: UInt64(seed))
            let windows: [(count: Int64, period: Int64)] = [(3, 1), (10, 60), (7, 3_600), (2, 86_400)].shuffled(using: &random)
            let used = Array(windows.prefix(2))
            let slowest = used.map { $0.period * Self.second / $0.count }.max() ?? 1
            var taken: [UInt8: [Int64]] = [:]
            var (now, refused) = (Self.start, 0)
            for _ in 0..<150 {
                // Of three subjects each comes twice as often as it may.
                now += Int64.random(in: 0...(slowest / 3), using: &random)
                let subject = UInt8.random(in: 0..<3, using: &random)
                let charges = used.enumerated().map { Self.charge(subject * 8 + UInt8($0), $1.count, in: $1.period) }
                let taking = try await Self.take(charges, at: now, database)
                let waits = charges.map { Self.wait(taken[subject, default: []], $0, now) }
                #expect(taking.isTaken == waits.allSatisfy { $0 <= 0 })
                #expect(zip(charges, taking.ahead).map { $1 - $0.period } == waits)
                if taking.isTaken { taken[subject, default: []].append(now) } else { refused += 1 }
            }
            #expect(refused > 0 && taken.count == 3)
        }
    }

    /// Microseconds until one more fits after those at `taken`, when it came at `now`; negative where there is room.
    private static func wait(_ taken: [Int64], _ charge: QuotaCharge, _ now: Int64) -> Int64 {
        // The n last ones, each at the earliest when it was taken, take a step each: whatever n.
        let busy = taken.indices.map { taken[$0] + charge.step * Int64(taken.count - $0) }
        return max(busy.max() ?? now, now) + charge.step - charge.period - now
    }

    @Test func allChargesAreTakenOrNone() async throws {
        try await withTestDatabase { database in
            let (small, large) = (Self.charge(1, 1, in: 3_600), Self.charge(2, 2, in: 60))
            #expect(try await Self.take([large, small], at: Self.start, database).isTaken)
            for _ in 0..<5 { #expect(try await !Self.take([small, large], at: Self.start, database).isTaken) }
            #expect(try await Self.take([large], at: Self.start, database).isTaken)
            let refused = try await Self.take([large], at: Self.start, database)
            #expect(!refused.isTaken && refused.ahead == [90 * Self.second])
        }
    }

    /// As many as there are in all, whoever asks and in whatever order: two instances, four connections each, overlapping charges.
    @Test func instancesTogetherLetInWhatIsAllowed() async throws {
        try await withTestDatabase { database in
            let shared = Self.charge(0, 25, in: 86_400)
            try await database.withStore(.service, size: 4) { first in
                try await database.withStore(.service, size: 4) { second in
                    let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                        for number in 0..<120 {
                            let pool = number.isMultiple(of: 2) ? first.pool : second.pool
                            let own = (1...3).map { Self.charge(UInt8(($0 + number) % 5 + 1), 1_000, in: 8_640_000) }
                            let charges = ([shared] + own).shuffled()
                            group.addTask {
                                try await pool.withConnection { try QuotaStore.taking(try $0.query(QuotaStore.takeQuery(charges))).isTaken }
                            }
                        }
                        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                    }
                    #expect(taken == 25)
                }
            }
            // What was refused has cost nothing.
            let steps = try await database.pool(.superuser).query(
                """
                SELECT sum(ceil((returns_us - quota_moment()) / 8640000000.0))::bigint
                FROM quota_use
                WHERE charge <> \(shared.id)
                """,
                as: Int.self
            )
            #expect(steps == [3 * 25])
        }
    }

    @Test func anInstanceThatStartsKnowsWhatOthersHaveLetIn() async throws {
        try await withTestDatabase { database in
            let charge = Self.charge(1, 2, in: 86_400)
            for expected in [true, true, false] {
                // Each time another process's pool.
                let isTaken = try await database.withStore(.service) { store in
                    try await store.pool.withConnection { try QuotaStore.taking(try $0.query(QuotaStore.takeQuery([charge]))).isTaken }
                }
                #expect(isTaken == expected)
            }
        }
    }

    @Test func aClockThatIsSetBackLocksNobodyOut() async throws {
        try await withTestDatabase { database in
            let charge = Self.charge(1, 10, in: 3_600)
            for _ in 0..<4 { #expect(try await Self.take([charge], at: Self.start, database).isTaken) }
            let before = Self.start - 30 * 86_400 * Self.second
            // All of it counts as used, and comes back as ever.
            let refused = try await Self.take([charge], at: before, database)
            #expect(!refused.isTaken && refused.ahead == [3_960 * Self.second])
            #expect(try await Self.take([charge], at: before + 360 * Self.second, database).isTaken)
            #expect(try await !Self.take([charge], at: before + 360 * Self.second, database).isTaken)
        }
    }

    @Test func whatIsGivenBackCanBeTakenAgain() async throws {
        try await withTestDatabase { database in
            try await database.withStore(.service) { service in
                let store = QuotaStore(service)
                let charges = [Self.charge(2, 3, in: 86_400), Self.charge(1, 3, in: 86_400)]
                for _ in 0..<20 {
                    #expect(try await Self.take(charges, at: nil, database).isTaken)
                    try await store.giveBack(charges)
                }
                for expected in [true, true, true, false] { #expect(try await Self.take(charges, at: nil, database).isTaken == expected) }
                // Of one that was never taken nothing comes of it.
                try await store.giveBack([Self.charge(9, 1, in: 1)])
            }
        }
    }

    @Test func whoHasUsedNothingAnyMoreIsForgotten() async throws {
        try await withTestDatabase { database in
            try await database.withStore(.service) { service in
                let store = QuotaStore(service)
                for subject in 0..<8 { _ = try await Self.take([Self.charge(UInt8(subject), 1, in: 60)], at: Self.start, database) }
                let fresh = Self.charge(100, 1, in: 86_400)
                #expect(try await Self.take([fresh], at: nil, database).isTaken)
                #expect(try await store.forget(limit: 5) == 5)
                #expect(try await store.forget(limit: 5) == 3)
                #expect(try await store.forget(limit: 5) == 0)
                #expect(try await !Self.take([fresh], at: nil, database).isTaken)
            }
        }
    }

    @Test func takingIsAHandfulOfLookUps() async throws {
        try await withTestDatabase { database in
            try await database.pool(.superuser).execute(
                """
                INSERT INTO quota_use (charge, returns_us)
                SELECT substring(sha256(number::text::bytea) FOR 16), number
                FROM generate_series(1, 100000) AS number
                """
            )
            try await database.pool(.superuser).withConnection { try $0.run(SQLScript(trusted: "VACUUM ANALYZE quota_use")) }
            let charges = (0..<8).map { Self.charge($0, 10, in: 3_600) }
            let pages = try await database.pool(.app).withConnection { connection in
                // The first time the function is compiled, for which the catalogue is read.
                _ = try connection.query(QuotaStore.takeQuery(charges))
                return try connection.pagesRead(by: QuotaStore.takeQuery(charges))
            }
            #expect(pages < 200)
            let plan = try await database.explain(QuotaStore.giveBackQuery(charges), as: .app)
            #expect(plan.scanned.isDisjoint(with: ["quota_use"]) && plan.cost < 200)
        }
    }

    /// Nobody can read from the table whom it is about, and it is not even in the write-ahead log.
    @Test func theTableIsNotLogged() async throws {
        try await withTestDatabase { database in
            let kinds = try await database.pool(.superuser).query(
                "SELECT relpersistence::text FROM pg_class WHERE relname IN ('quota_use', 'filing_trace')",
                as: String.self
            )
            #expect(kinds == ["u", "u"])
            let error = await #expect(throws: PostgresError.self) {
                try await database.pool(.publicReader).query("SELECT count(*) FROM quota_use", as: Int.self)
            }
            #expect(error?.sqlState == "42501")
        }
    }
}
