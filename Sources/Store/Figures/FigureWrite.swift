internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Writes what figures keep of reports, and by how much that changes figures, in a handful of statements. The transaction holds the lock of
/// figures.
struct FigureWrite {
    private var headers: [(report: UUID, header: FigureRecord.Header)] = []
    private var facts: [(report: UUID, ordinal: Int, counted: FigureRecord.CountedFact)] = []
    private var spans: [(report: UUID, counted: FigureRecord.CountedSpan)] = []
    /// From which ordinal on there are no facts any more.
    private var surplusFacts: [(report: UUID, from: Int)] = []
    private var surplusSpans: [(report: UUID, from: Instant)] = []
    private var counts: FigureCounts
    private var slices: [FigureSlice: Int]

    /// `slices` are those whose numbers are known.
    init(hoursFrom: Instant, slices: [FigureSlice: Int]) {
        counts = FigureCounts(hoursFrom: hoursFrom)
        self.slices = slices
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { headers.isEmpty }

    /// Adds a report that is to be kept so; `old` is how it was, nil: not at all.
    mutating func add(_ report: UUID, from old: FigureRecord?, to new: FigureRecord) {
        guard old != new, let header = new.header else { return }
        headers.append((report, header))
        // It was filed when it was filed, whatever became of the row that says so.
        if let old { counts.add(old.facts, filedAt: header.filedAt, times: -1) }
        counts.add(new.facts, filedAt: header.filedAt, times: 1)
        for (ordinal, fact) in new.facts.enumerated() where old.map({ ordinal < $0.facts.count && $0.facts[ordinal] == fact }) != true {
            facts.append((report, ordinal, fact))
        }
        if let old, old.facts.count > new.facts.count { surplusFacts.append((report, new.facts.count)) }
        let earlier = Dictionary(old?.spans.map { ($0.span.from, $0) } ?? []) { first, _ in first }
        let kept = Set(new.spans.map(\.span.from))
        spans += new.spans.filter { earlier[$0.span.from] != $0 }.map { (report, $0) }
        surplusSpans += earlier.keys.filter { !kept.contains($0) }.map { (report, $0) }
    }

    /// Writes everything under the cursor's revision, but not the cursor.
    mutating func run(_ revision: Int64, on connection: isolated Connection) throws {
        guard !isEmpty else { return }
        try nameSlices(on: connection)
        var statements = [upsertReports]
        if !surplusFacts.isEmpty { statements.append(deleteFacts) }
        if !facts.isEmpty { statements.append(try upsertFacts()) }
        if !surplusSpans.isEmpty { statements.append(deleteSpans) }
        if !spans.isEmpty { statements.append(try upsertSpans()) }
        statements += try FigureDayWrite(counts, slices).statements(revision)
        _ = try connection.pipeline(statements)
    }

    /// Finds the numbers of slices, and gives new ones to those that have none.
    private mutating func nameSlices(on connection: isolated Connection) throws {
        var wanted = Set(facts.map(\.counted.slice)).union(spans.map(\.counted.slice))
        wanted.formUnion(counts.days.keys.map(\.slice))
        wanted.formUnion(counts.hours.keys.map(\.slice))
        let unknown = wanted.filter { slices[$0] == nil }
        guard !unknown.isEmpty else { return }
        let names = Array(unknown)
        let named: SQL = """
            unnest(
                \(names.map(\.category)), \(names.map(\.agency)), \(names.map(\.filedUnit)), \(names.map(\.todayUnit)),
                \(names.map(\.severity.rawValue))::text[], \(names.map(\.channel.rawValue))::text[]
            )
            """
        let answers = try connection.pipeline([
            """
            INSERT INTO figure_slice (category_id, agency_id, filed_unit_id, today_unit_id, severity, channel)
            SELECT *
            FROM \(named)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT wanted.place, slice.id
            FROM \(named) WITH ORDINALITY AS wanted (category_id, agency_id, filed_unit_id, today_unit_id, severity, channel, place)
            JOIN figure_slice AS slice
                ON slice.category_id = wanted.category_id
                AND slice.agency_id = wanted.agency_id
                AND coalesce(slice.filed_unit_id, '00000000-0000-0000-0000-000000000000')
                    = coalesce(wanted.filed_unit_id, '00000000-0000-0000-0000-000000000000')
                AND coalesce(slice.today_unit_id, '00000000-0000-0000-0000-000000000000')
                    = coalesce(wanted.today_unit_id, '00000000-0000-0000-0000-000000000000')
                AND slice.severity = wanted.severity
                AND slice.channel = wanted.channel
            """,
        ])
        for (place, id) in try answers[1].decode((Int, Int).self) where names.indices.contains(place - 1) { slices[names[place - 1]] = id }
    }

    private var upsertReports: SQL {
        """
        INSERT INTO figure_report (
            report_id, filed_at, filed_unit_id, today_unit_id, category_id, severity, channel, seq, boundary_version_id
        )
        SELECT *
        FROM unnest(
            \(headers.map(\.report)), \(headers.map(\.header.filedAt)), \(headers.map(\.header.filedUnit)), \(headers.map(\.header.todayUnit)),
            \(headers.map(\.header.category)), \(headers.map(\.header.severity))::text[], \(headers.map(\.header.channel))::text[],
            \(headers.map(\.header.seq))::integer[], \(headers.map(\.header.boundaryVersion))
        )
        ON CONFLICT (report_id) DO UPDATE
        SET
            filed_at = excluded.filed_at, filed_unit_id = excluded.filed_unit_id, today_unit_id = excluded.today_unit_id,
            category_id = excluded.category_id, severity = excluded.severity, channel = excluded.channel, seq = excluded.seq,
            boundary_version_id = excluded.boundary_version_id
        """
    }

    private var deleteFacts: SQL {
        """
        DELETE FROM figure_fact AS fact
        USING unnest(\(surplusFacts.map(\.report)), \(surplusFacts.map(\.from))) AS gone (report_id, ordinal)
        WHERE fact.report_id = gone.report_id
            AND fact.ordinal >= gone.ordinal
        """
    }

    private func upsertFacts() throws -> SQL {
        """
        INSERT INTO figure_fact (report_id, ordinal, measure, at, slice_id, seconds, bucket)
        SELECT *
        FROM unnest(
            \(facts.map(\.report)), \(facts.map(\.ordinal))::integer[], \(facts.map(\.counted.fact.measure.rawValue))::text[],
            \(facts.map(\.counted.fact.at)), \(try facts.map { try slices.number($0.counted.slice) })::integer[],
            \(facts.map(\.counted.fact.seconds)), \(facts.map(\.counted.bucket))::smallint[]
        )
        ON CONFLICT (report_id, ordinal) DO UPDATE
        SET
            measure = excluded.measure, at = excluded.at, slice_id = excluded.slice_id, seconds = excluded.seconds,
            bucket = excluded.bucket
        """
    }

    private var deleteSpans: SQL {
        """
        DELETE FROM figure_span AS span
        USING unnest(\(surplusSpans.map(\.report)), \(surplusSpans.map(\.from))) AS gone (report_id, from_at)
        WHERE span.report_id = gone.report_id
            AND span.from_at = gone.from_at
        """
    }

    private func upsertSpans() throws -> SQL {
        let states = spans.map(\.counted.span.state)
        return """
            INSERT INTO figure_span (
                report_id, from_at, to_at, slice_id, status, acknowledge_by, paused_until, used_50_at, used_75_at, used_90_at, used_100_at
            )
            SELECT
                report_id, from_at, coalesce(to_at, 'infinity'), slice_id, status, acknowledge_by, paused_until, used_50_at, used_75_at,
                used_90_at, used_100_at
            FROM unnest(
                \(spans.map(\.report)), \(spans.map(\.counted.span.from)), \(spans.map(\.counted.span.to)),
                \(try spans.map { try slices.number($0.counted.slice) })::integer[], \(states.map(\.status.rawValue))::text[],
                \(states.map(\.acknowledgeBy)), \(states.map(\.pausedUntil)), \(states.map { $0.usedAt[0] }), \(states.map { $0.usedAt[1] }),
                \(states.map { $0.usedAt[2] }), \(states.map { $0.usedAt[3] })
            ) AS new (
                report_id, from_at, to_at, slice_id, status, acknowledge_by, paused_until, used_50_at, used_75_at, used_90_at, used_100_at
            )
            ON CONFLICT (report_id, from_at) DO UPDATE
            SET
                to_at = excluded.to_at, slice_id = excluded.slice_id, status = excluded.status, acknowledge_by = excluded.acknowledge_by,
                paused_until = excluded.paused_until, used_50_at = excluded.used_50_at, used_75_at = excluded.used_75_at,
                used_90_at = excluded.used_90_at, used_100_at = excluded.used_100_at
            """
    }
}

extension [FigureSlice: Int] {
    /// The number of a slice.
    func number(_ slice: FigureSlice) throws -> Int {
        guard let number = self[slice] else { throw StoreError.fault("slice without a number") }
        return number
    }
}
