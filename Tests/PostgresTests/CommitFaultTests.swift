import Testing

@testable import Postgres

/// What goes wrong in the commit itself, after every statement was answered: a single statement commits by itself, and the server
/// says so only at the end of the pipeline.
@Suite struct CommitFaultTests {
    private static let schema = """
        CREATE TABLE parent (id int8 PRIMARY KEY);
        CREATE TABLE child (parent int8 CONSTRAINT child_has_parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_terminate_backend(pg_backend_pid());
            RETURN NULL;
        END
        $$;
        CREATE TABLE fatal (id int8);
        CREATE CONSTRAINT TRIGGER fatal_dies AFTER INSERT ON fatal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
        """

    @Test func aCommitThatIsRefusedIsNoSuccess() async throws {
        try await withDatabase(Self.schema, { $0.size = 1 }) { pool in
            let single = await code { try await pool.execute("INSERT INTO child VALUES (1)") }
            #expect(single == .server(sqlState: "23503"))
            let pipelined = await code {
                try await pool.withConnection { try $0.pipeline(["SELECT 1", "INSERT INTO child VALUES (\(2)) RETURNING parent"]).count }
            }
            #expect(pipelined == .server(sqlState: "23503"))
            // What comes next gets its own answers.
            let children = try await pool.query("SELECT count(*) FROM child", as: Int.self)
            #expect(children == [0])
            let seven = try await pool.query("SELECT \(7)::int8", as: Int.self)
            #expect(seven == [7])
            try await pool.execute("INSERT INTO parent VALUES (1)")
            let inserted = try await pool.execute("INSERT INTO child VALUES (1)")
            #expect(inserted == 1)
        }
    }

    @Test func aServerThatDiesInACommitLeavesTheOutcomeUnknown() async throws {
        try await withDatabase(Self.schema, { $0.size = 1 }) { pool in
            let single = await code { try await pool.execute("INSERT INTO fatal VALUES (1)") }
            #expect(single == .outcomeUnknown)
            let pipelined = await code {
                try await pool.withConnection { try $0.pipeline(["SELECT 1", "INSERT INTO fatal VALUES (\(2)) RETURNING id"]).count }
            }
            #expect(pipelined == .outcomeUnknown)
            let rows = try await pool.query("SELECT count(*) FROM fatal", as: Int.self)
            #expect(rows == [0])
        }
    }
}
