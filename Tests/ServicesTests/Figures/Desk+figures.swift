import DatabaseTesting
import Domain
import Foundation
import Logging
import Postgres
import RandomTesting
import Services
import Store
import Testing

extension Desk {
    var counting: FigureCounting { FigureCounting(store: FigureStore(service), catalogs: catalogs) }

    var reconciliation: FigureReconciliation { FigureReconciliation(store: FigureStore(service), catalogs: catalogs) }

    /// Gives every event its position.
    func number() async throws {
        let sequencer = EventPositionStore(service)
        while try await sequencer.number(from: .everything, limit: 20_000)?.count ?? 0 > 0 {}
    }

    /// Counts until there is nothing to do at once; returns how many events that were.
    @discardableResult
    func count(limit: Int = FigureStore.batch, others: Int = FigureStore.others) async throws -> Int {
        try await number()
        var events = 0
        while true {
            let step = try await counting.step(limit: limit, others: others)
            #expect(step.faults.isEmpty)
            events += step.events
            if !step.hasMore { return events }
        }
    }

    /// Has two instances count everything, while their connections are cut at random, within transactions and between them, each time a little
    /// later: however slow the machine is, they come to an end. Returns how often one was cut short.
    func countWhileKilled(_ seed: UInt64, limit: Int, pause: ClosedRange<Int>) async throws -> Int {
        try await number()
        let last =
            try await database.pool(.superuser).query("SELECT coalesce(max(position), 0) FROM report_event", as: Int64.self).first ?? 0
        return try await withThrowingTaskGroup(of: Int?.self) { group in
            for instance in 0..<2 {
                group.addTask { try await database.countTo(last, seed: seed &+ UInt64(instance), limit: limit) }
            }
            group.addTask {
                var random = SplitMix64(seed: seed &+ 7)
                var patience = 1.0
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(Int.random(in: pause, using: &random)) * patience)
                    patience *= 1.05
                    _ = try? await database.pool(.superuser).query(
                        """
                        SELECT pg_terminate_backend(pid)
                        FROM pg_stat_activity
                        WHERE datname = current_database()
                            AND usename = 'app_rw'
                            AND xact_start IS NOT NULL
                        """,
                        as: Bool.self
                    )
                }
                return nil
            }
            var cuts = 0
            for _ in 0..<2 { cuts += try await group.next().flatMap(\.self) ?? 0 }
            group.cancelAll()
            return cuts
        }
    }

    /// All that is kept for figures, in an order of its own; slices by what they are and not by their numbers.
    func keptFigures() async throws -> [String] {
        try await database.pool(.superuser).query(
            """
            WITH slice AS (SELECT id, (to_jsonb(figure_slice) - 'id')::text AS name FROM figure_slice)
            SELECT concat_ws(' ', 'day', basis, day, slice.name, measure, bucket, n)
            FROM figure_day
            JOIN slice ON slice.id = slice_id
            UNION ALL
            SELECT concat_ws(' ', 'hour', hour, slice.name, measure, bucket, n)
            FROM figure_hour
            JOIN slice ON slice.id = slice_id
            UNION ALL
            SELECT concat_ws(' ', 'fact', to_jsonb(figure_fact) - 'slice_id', slice.name)
            FROM figure_fact
            JOIN slice ON slice.id = slice_id
            UNION ALL
            SELECT concat_ws(' ', 'span', to_jsonb(figure_span) - 'slice_id', slice.name)
            FROM figure_span
            JOIN slice ON slice.id = slice_id
            UNION ALL
            SELECT concat_ws(' ', 'report', to_jsonb(figure_report))
            FROM figure_report
            ORDER BY 1
            """,
            as: String.self
        )
    }

    /// Makes the first entry of a report say something it cannot, as no service would.
    func write(entry member: String, _ value: String, of code: ReportCode) async throws {
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(
                    trusted: """
                        SET session_replication_role = replica;
                        UPDATE report_event
                        SET data = data || '{"\(member)": \(value)}'
                        FROM report
                        WHERE report.id = report_event.report_id
                            AND report_event.seq = 1
                            AND report.code = '\(code)';
                        RESET session_replication_role;
                        """
                )
            )
        }
    }

    /// Forgets all figures.
    func forgetFigures() async throws {
        try await database.pool(.superuser).withConnection { connection in
            try connection.run(
                SQLScript(
                    trusted: """
                        TRUNCATE figure_slice, figure_report, figure_fact, figure_day, figure_hour, figure_span, figure_changed_day, figure_change;
                        UPDATE figure_cursor SET position = 0, event_at = NULL, revision = 0, boundary_version_id = NULL, remapped_to = NULL;
                        """
                )
            )
        }
    }
}

extension TestDatabase {
    /// Counts up to a position as an instance of its own, which goes on after every failure; returns how many there were.
    fileprivate func countTo(_ last: Int64, seed: UInt64, limit: Int) async throws -> Int {
        var random = SplitMix64(seed: seed)
        let pool = store(.service, size: 2)
        let counting = FigureCounting(store: FigureStore(pool), catalogs: CatalogCache(store: CatalogStore(pool)))
        var cuts = 0
        while true {
            do throws(ServiceError) {
                let step = try await counting.step(limit: Int.random(in: 1...limit, using: &random), others: 20)
                if step.position == last, !step.hasMore { break }
            } catch {
                cuts += 1
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        await pool.close()
        return cuts
    }
}
