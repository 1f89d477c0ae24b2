import DatabaseTesting
import Domain
import Foundation
import Logging
import Postgres
import Services
import Store
import Testing

/// A city in which things happen at random, by the services.
struct FigureHistory {
    let desk: Desk
    private(set) var now = hanoi("2026-03-02 08:00")
    private var codes: [ReportCode] = []
    private let agencies: [UUID]
    private let categories: [String]
    private let pins: [Pin]

    init(_ desk: Desk) async throws {
        self.desk = desk
        let database = desk.database.pool(.superuser)
        agencies = try await database.query(
            "SELECT id FROM agency WHERE kind IN ('committee', 'police', 'coordinator') ORDER BY code LIMIT 6",
            as: UUID.self
        )
        pins = try await database.query(
            "SELECT ST_Y(point), ST_X(point) FROM unit WHERE valid_to IS NULL AND point IS NOT NULL ORDER BY code LIMIT 8",
            as: (Double, Double).self
        ).map { Pin(latitude: $0.0, longitude: $0.1) }
        categories = ["road.pothole", "tree.fallen", "road.sidewalk", "road.manhole", "traffic.signal", "safety.drugs"]
        // Hours begin before everything that happens.
        try await database.execute("UPDATE figure_cursor SET hours_from = '2026-02-01 00:00:00+07'")
    }

    /// Lets so many things happen.
    mutating func live(_ steps: Int, _ random: inout some RandomNumberGenerator) async throws {
        for _ in 0..<steps {
            if Int.random(in: 0..<3, using: &random) == 0 { now = now.adding(seconds: Int64.random(in: 0...50_000, using: &random)) }
            try await desk.database.setClock(now)
            if codes.isEmpty || Int.random(in: 0..<6, using: &random) == 0 {
                if let code = try await file(&random) { codes.append(code) }
                continue
            }
            let code = codes[Int.random(in: 0..<codes.count, using: &random)]
            do { try await desk.act(command(&random), on: code) } catch ServiceError.refused {}
            if Int.random(in: 0..<8, using: &random) == 0 { try await desk.sweep() }
        }
    }

    /// A day of the past turns out to have been none, or one to come.
    func changeCalendar(_ random: inout some RandomNumberGenerator) async {
        await close(days: Int.random(in: -8...8, using: &random))
    }

    /// A day so many days from now is closed, unless it is already.
    func close(days: Int) async {
        _ = try? await desk.correct(desk.closing(HanoiDay(containing: now).date.adding(days: days).description))
    }

    /// Two units change places.
    func changeBoundaries() async throws {
        let version = try await desk.database.pool(.superuser).withTransaction { connection in
            let made = try connection.query(
                """
                INSERT INTO boundary_version (title, source, approximate, effective_from, status)
                SELECT 'Hai phường đổi chỗ', 'test', true, effective_from, 'validated'
                FROM boundary_version
                WHERE status = 'active'
                RETURNING id
                """,
                as: UUID.self
            )
            let version = try #require(made.first)
            try connection.execute(
                """
                INSERT INTO unit_boundary (version, unit, geom)
                SELECT \(version), coalesce(swapped.other, boundary.unit), boundary.geom
                FROM unit_boundary AS boundary
                JOIN boundary_version AS active ON active.id = boundary.version AND active.status = 'active'
                LEFT JOIN (
                    SELECT unit.id, other.id AS other
                    FROM unit
                    JOIN unit AS other ON other.code <> unit.code AND other.valid_to IS NULL
                    WHERE unit.valid_to IS NULL
                        AND unit.code IN (SELECT code FROM unit WHERE valid_to IS NULL ORDER BY code LIMIT 2)
                        AND other.code IN (SELECT code FROM unit WHERE valid_to IS NULL ORDER BY code LIMIT 2)
                ) AS swapped ON swapped.id = boundary.unit
                """
            )
            _ = try connection.query("SELECT derive_boundary_geometry(\(version))")
            return version
        }
        try await desk.database.withStore(.owner) { owner in _ = try await BoundaryStore(owner).activate(version) }
    }

    /// Copies all reports there are so many times, each copy by another channel. Their events have no positions yet.
    func multiply(by copies: Int) async throws {
        let script = SQLScript(
            trusted: """
                SET session_replication_role = replica;
                SET statement_timeout = 0;
                ALTER TABLE report ALTER COLUMN published_words DROP EXPRESSION; -- or no row could be inserted whole
                CREATE TEMPORARY TABLE copied AS
                SELECT
                    report.id AS original, gen_random_uuid() AS id, row_number() OVER () AS number,
                    (ARRAY['api', 'app', 'web', 'zalo', 'email', 'hotline', 'counter'])[1 + copy % 7] AS channel
                FROM report
                CROSS JOIN generate_series(1, \(copies)) AS copy;
                INSERT INTO report
                SELECT copy.*
                FROM report
                JOIN copied ON copied.original = report.id
                CROSS JOIN LATERAL jsonb_populate_record(
                    NULL::report,
                    to_jsonb(report) || jsonb_build_object(
                        'id', copied.id, 'channel', copied.channel, 'code', 'HN-99-' || lpad(copied.number::text, 6, '0') || '-0',
                        'public_point', report.public_point::text
                    )
                ) AS copy;
                INSERT INTO report_event
                SELECT copy.*
                FROM report_event AS event
                JOIN copied ON copied.original = event.report_id
                CROSS JOIN LATERAL jsonb_populate_record(
                    NULL::report_event,
                    to_jsonb(event) || jsonb_build_object(
                        'report_id', copied.id, 'position', NULL, 'xact', pg_current_xact_id(), 'data',
                        CASE event.type
                            WHEN 'filed' THEN event.data || jsonb_build_object('channel', copied.channel)
                            ELSE event.data
                        END
                    )
                ) AS copy;
                INSERT INTO sla_clock
                SELECT copy.*
                FROM sla_clock AS kept
                JOIN copied ON copied.original = kept.report_id
                CROSS JOIN LATERAL jsonb_populate_record(NULL::sla_clock, to_jsonb(kept) || jsonb_build_object('report_id', copied.id)) AS copy;
                INSERT INTO sla_event
                SELECT copy.*
                FROM sla_event AS event
                JOIN copied ON copied.original = event.report_id
                CROSS JOIN LATERAL jsonb_populate_record(NULL::sla_event, to_jsonb(event) || jsonb_build_object('report_id', copied.id)) AS copy;
                INSERT INTO report_private
                SELECT copy.*
                FROM report_private AS private
                JOIN copied ON copied.original = private.report_id
                CROSS JOIN LATERAL jsonb_populate_record(
                    NULL::report_private,
                    to_jsonb(private) || jsonb_build_object('report_id', copied.id, 'point', private.point::text)
                ) AS copy;
                DROP TABLE copied;
                RESET session_replication_role;
                RESET statement_timeout;
                """
        )
        try await desk.database.pool(.superuser).withConnection { try $0.run(script) }
    }

    private func file(_ random: inout some RandomNumberGenerator) async throws -> ReportCode? {
        let submission = ReportSubmission(
            category: categories[Int.random(in: 0..<categories.count, using: &random)],
            description: "Sự việc \(Int.random(in: 0...1_000_000, using: &random))",
            pin: pins[Int.random(in: 0..<pins.count, using: &random)]
        )
        do {
            let filing = try await desk.useCases.filing.file(submission, key: UUID().uuidString, body: [])
            guard case .code(let code) = ReportCode.read(filing.receipt.code) else { throw CancellationError() }
            return code
        } catch ServiceError.invalid {
            return nil
        }
    }

    private func command(_ random: inout some RandomNumberGenerator) -> ReportCommand {
        let agency = agencies[Int.random(in: 0..<agencies.count, using: &random)]
        let pin = pins[Int.random(in: 0..<pins.count, using: &random)]
        let other = codes[Int.random(in: 0..<codes.count, using: &random)]
        let commands: [ReportCommand] = [
            .acknowledge, .acknowledge, .acknowledge, .acknowledge, .start, .requestInformation, .message, .pause(.legal), .resume,
            .extend(seconds: 14_400), .approve, .sendBack, .transfer(.agency(agency)), .transfer(.agency(agency)), .decline, .escalate,
            .resolve, .resolve, .resolve, .refuse(.spam), .refuse(.crimeReport), .classify(category: "tree.fallen", severity: nil),
            .classify(category: "road.pothole", severity: .complex), .reopen, .dispute, .feedback(.satisfied, disputing: false),
            .feedback(.unsatisfied, disputing: true), .undo, .undo, .withdraw, .close, .relocate(pin), .relocate(pin),
            .markDuplicate(of: other), .markDuplicate(of: other), .unmerge,
        ]
        return commands[Int.random(in: 0..<commands.count, using: &random)]
    }
}
