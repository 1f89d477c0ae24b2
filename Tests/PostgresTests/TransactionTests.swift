import CLibPQ
import FoundationEssentials
import Synchronization
import Testing

@testable import Postgres

private let accounts = "CREATE TABLE account (id int8 PRIMARY KEY, amount int8 NOT NULL); INSERT INTO account VALUES (1, 100), (2, 100)"

@Suite struct TransactionTests {
    @Test func commitsOnReturnAndRollsBackOnThrow() async throws {
        struct Refused: Error {}
        try await withDatabase(accounts) { pool in
            let amount = try await pool.withTransaction { connection in
                try connection.execute("UPDATE account SET amount = amount - \(30) WHERE id = 1")
                return try connection.query("SELECT amount FROM account WHERE id = 1", as: Int.self)
            }
            #expect(amount == [70])
            await #expect(throws: Refused.self) {
                try await pool.withTransaction { connection in
                    try connection.execute("UPDATE account SET amount = 0")
                    throw Refused()
                }
            }
            let amounts = try await pool.query("SELECT amount FROM account ORDER BY id", as: Int.self)
            #expect(amounts == [70, 100])
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func beginsWithTheFirstStatement() async throws {
        try await withPool({ $0.size = 1 }) { pool in
            let nothing = try await pool.withTransaction { _ in 7 }
            #expect(nothing == 7)
            let isolation = try await pool.withTransaction(isolation: .repeatableRead) { connection in
                try connection.query("SHOW transaction_isolation", as: String.self)
            }
            #expect(isolation == ["repeatable read"])
            let pipelined = try await pool.withTransaction(isolation: .serializable) { connection in
                try connection.pipeline(["SHOW transaction_isolation", "SELECT 'x'::text"]).flatMap { try $0.decode(String.self) }
            }
            #expect(pipelined == ["serializable", "x"])
        }
    }

    @Test func theLastReadingsEndTheirTransaction() async throws {
        try await withDatabase(accounts, { $0.size = 1 }) { pool in
            let (sums, status) = try await pool.withTransaction(isolation: .repeatableRead) { connection in
                let first = try connection.query("SELECT sum(amount)::int8 FROM account", as: Int.self)
                let last = try connection.finishReading(["SELECT count(*) FROM account", "SELECT 7::int8"])
                return (first + (try last.flatMap { try $0.decode(Int.self) }), connection.transactionStatus)
            }
            #expect(sums == [200, 2, 7] && status == PQTRANS_IDLE)
            // As the only ones they bring their BEGIN with them; outside a transaction they are what they are.
            let isolation = try await pool.withTransaction(isolation: .repeatableRead) { connection in
                try connection.finishReading(["SHOW transaction_isolation"])[0].decode(String.self)
            }
            let outside = try await pool.withConnection { try $0.finishReading(["SHOW transaction_isolation"])[0].decode(String.self) }
            #expect(isolation == ["repeatable read"] && outside == ["read committed"])
            // One that fails rolls the transaction back, and the connection goes on.
            let failed = await code {
                try await pool.withTransaction { connection in
                    try connection.execute("DELETE FROM account")
                    _ = try connection.finishReading(["SELECT 1 / 0"])
                }
            }
            #expect(failed == .server(sqlState: "22012"))
            #expect(try await pool.query("SELECT amount FROM account ORDER BY id", as: Int.self) == [100, 100])
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func whatGoesWithTheCommitComesLastAndHoldsItUp() async throws {
        struct Refused: Error {}
        try await withDatabase(accounts, { $0.size = 1 }) { pool in
            try await pool.withTransaction { connection in
                try connection.atCommit("UPDATE account SET amount = amount * 2")
                try connection.atCommit("INSERT INTO account SELECT 3, sum(amount) FROM account")
                try connection.execute("UPDATE account SET amount = 10 WHERE id = 1")
            }
            let amounts = try await pool.query("SELECT amount FROM account ORDER BY id", as: Int.self)
            #expect(amounts == [20, 200, 220])
            // One that fails leaves nothing of the rest; what throws leaves it unsaid, also for the next transaction.
            let failed = await code {
                try await pool.withTransaction { connection in
                    try connection.execute("DELETE FROM account")
                    try connection.atCommit("INSERT INTO account VALUES (1, 1 / 0)")
                }
            }
            #expect(failed == .server(sqlState: "22012"))
            await #expect(throws: Refused.self) {
                try await pool.withTransaction { connection in
                    try connection.atCommit("DELETE FROM account")
                    throw Refused()
                }
            }
            _ = try await pool.withTransaction { try $0.execute("UPDATE account SET amount = 1 WHERE id = 3") }
            // Without anything before it, and outside a transaction.
            try await pool.withTransaction { try $0.atCommit("UPDATE account SET amount = 2 WHERE id = 2") }
            try await pool.withConnection { try $0.atCommit("UPDATE account SET amount = 3 WHERE id = 1") }
            let left = try await pool.query("SELECT amount FROM account ORDER BY id", as: Int.self)
            #expect(left == [3, 2, 1])
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func anErrorTheBodySwallowedIsNotACommit() async throws {
        try await withDatabase(accounts) { pool in
            let outcome = await code {
                try await pool.withTransaction { connection in
                    try connection.execute("UPDATE account SET amount = 0")
                    _ = try? connection.execute("SELECT 1 / 0")
                }
            }
            #expect(outcome == .server(sqlState: "25P02"))
            let amounts = try await pool.query("SELECT sum(amount)::int8 FROM account", as: Int.self)
            #expect(amounts == [200])
        }
    }

    @Test func aFailedTransactionLeavesAUsableConnection() async throws {
        try await withDatabase(accounts, { $0.size = 1 }) { pool in
            for _ in 0..<3 {
                #expect(await code { try await pool.withTransaction { try $0.execute("SELECT 1 / 0") } } == .server(sqlState: "22012"))
                let rows = try await pool.query("SELECT 1", as: Int.self)
                #expect(rows == [1])
            }
            #expect(pool.gauges.connects == 1)
        }
    }

    @Test func aTransactionLeftOpenIsNotLentOn() async throws {
        try await withDatabase(accounts, { $0.size = 1 }) { pool in
            try await pool.withConnection { connection in
                try connection.execute("BEGIN")
                try connection.execute("UPDATE account SET amount = 0")
            }
            let amounts = try await pool.query("SELECT sum(amount)::int8 FROM account", as: Int.self)
            #expect(amounts == [200])
            #expect(pool.gauges.connects == 2)
        }
    }

    /// Two transactions that each read what the other writes: serial execution would leave one of them another total.
    @Test func serializationFailuresAreRetried() async throws {
        try await withDatabase(accounts) { pool in
            let attempts = Counter()
            let meeting = Meeting(2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...2 {
                    group.addTask {
                        try await pool.withTransaction(isolation: .serializable) { connection in
                            attempts.increment()
                            let total = try connection.query("SELECT sum(amount)::int8 FROM account", as: Int.self)
                            await meeting.arrive()
                            try connection.execute("UPDATE account SET amount = \(total.first ?? 0) WHERE id = \(id)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            // One conflicts and is repeated; on a busy machine perhaps once more.
            #expect(attempts.value >= 3)
            let amounts = try await pool.query("SELECT amount FROM account ORDER BY amount", as: Int.self)
            // 200, and then the sum with it.
            #expect(amounts == [200, 300])
        }
    }

    /// Layers above translate errors; the retry must not depend on what the body throws.
    @Test func deadlocksAreRetriedThoughTranslated() async throws {
        struct Translated: Error {}
        try await withDatabase(accounts) { pool in
            let attempts = Counter()
            let meeting = Meeting(2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await pool.withTransaction { connection in
                            attempts.increment()
                            do {
                                try connection.execute("UPDATE account SET amount = amount + 1 WHERE id = \(first)")
                                await meeting.arrive()
                                try connection.execute("UPDATE account SET amount = amount + 1 WHERE id = \(second)")
                            } catch {
                                throw Translated()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            // One conflicts and is repeated; on a busy machine perhaps once more.
            #expect(attempts.value >= 3)
            let amounts = try await pool.query("SELECT amount FROM account", as: Int.self)
            #expect(amounts == [102, 102])
        }
    }

    @Test(arguments: [("40001", 4), ("40P01", 4), ("23505", 1), ("55P03", 1), ("0A000", 1), ("57014", 1)])
    func onlyConflictsAreRetriedAndNotForEver(_ sqlState: String, _ expected: Int) async throws {
        let schema =
            "CREATE FUNCTION refuse(state text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE '' USING ERRCODE = state; END $$"
        try await withDatabase(schema) { pool in
            let attempts = Counter()
            let outcome = await code {
                try await pool.withTransaction { connection in
                    attempts.increment()
                    try connection.execute("SELECT refuse(\(sqlState))")
                }
            }
            #expect(outcome == (sqlState == "57014" ? .timedOut : .server(sqlState: sqlState)))
            #expect(attempts.value == expected)
        }
    }

    /// The backend dies while it commits: a deferred trigger holds it there until it is terminated.
    @Test func aLostCommitIsOfUnknownOutcome() async throws {
        let schema = """
            CREATE TABLE item (id int8);
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold();
            """
        try await withDatabase(schema, { $0.lockTimeout = .zero }) { pool in
            try await pool.withConnection { holder in
                try holder.execute("SELECT pg_advisory_lock(1)")
                async let outcome = code { try await pool.withTransaction { try $0.execute("INSERT INTO item VALUES (1)") } }
                let waiting: SQL = "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = "
                let here: SQL = "(SELECT oid FROM pg_database WHERE datname = current_database())"
                while try holder.query("SELECT pg_terminate_backend(pid) \(waiting)\(here)").count == 0 { await Task.yield() }
                #expect(await outcome == .outcomeUnknown)
                try holder.execute("SELECT pg_advisory_unlock(1)")
            }
            let rows = try await pool.query("SELECT id FROM item", as: Int.self)
            #expect(rows == [])
        }
    }

    @Test func aConnectionLostBeforeCommitHasChangedNothing() async throws {
        try await withDatabase(accounts) { pool in
            let outcome = await code {
                try await pool.withTransaction { connection in
                    try connection.execute("UPDATE account SET amount = 0")
                    try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(outcome == .connectionLost)
            #expect(await code { try await pool.execute("SELECT pg_terminate_backend(pg_backend_pid())") } == .outcomeUnknown)
            let amounts = try await pool.query("SELECT sum(amount)::int8 FROM account", as: Int.self)
            #expect(amounts == [200])
        }
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func increment() { count.add(1, ordering: .relaxed) }
}

/// Holds back the first arrivals until a number of them is complete; later ones pass.
private actor Meeting {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ size: Int) {
        missing = size
    }

    func arrive() async {
        missing -= 1
        if missing > 0 { return await withCheckedContinuation { waiting.append($0) } }
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
