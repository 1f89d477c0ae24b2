internal import Domain
internal import FoundationEssentials
internal import Postgres

/// What is kept of some reports.
struct FigureRows {
    private typealias ReportColumns = (UUID, Instant, UUID?, UUID?, UUID, String, String, Int, UUID?)
    private typealias FactColumns = (UUID, String, Instant, Int, Int64?, Int)
    private typealias SpanColumns = (
        UUID, Instant, Instant?, Int, String, Instant?, Instant?, Instant?, Instant?, Instant?, Instant?
    )
    private typealias SliceColumns = (Int, UUID?, UUID?, UUID, UUID, String, String)

    /// Also those of which there are facts or spans alone.
    let records: [UUID: FigureRecord]
    /// Those that they name.
    let slices: [FigureSlice: Int]

    /// The four queries of all these reports.
    static func queries(of reports: [UUID]) -> [SQL] {
        [
            """
            SELECT
                report_id, filed_at, filed_unit_id, today_unit_id, category_id, severity, channel, seq, boundary_version_id
            FROM figure_report
            WHERE report_id = ANY (\(reports))
            """,
            """
            SELECT report_id, measure, at, slice_id, seconds, bucket
            FROM figure_fact
            WHERE report_id = ANY (\(reports))
            ORDER BY report_id, ordinal
            """,
            """
            SELECT
                report_id, from_at, nullif(to_at, 'infinity'), slice_id, status, acknowledge_by, paused_until, used_50_at, used_75_at,
                used_90_at, used_100_at
            FROM figure_span
            WHERE report_id = ANY (\(reports))
            ORDER BY report_id, from_at
            """,
            """
            SELECT id, filed_unit_id, today_unit_id, agency_id, category_id, severity, channel
            FROM figure_slice
            WHERE id IN (
                SELECT slice_id FROM figure_fact WHERE report_id = ANY (\(reports))
                UNION
                SELECT slice_id FROM figure_span WHERE report_id = ANY (\(reports))
            )
            """,
        ]
    }

    /// What they returned.
    init(_ answers: ArraySlice<Rows>) throws {
        let answers = Array(answers)
        var named: [Int: FigureSlice] = [:]
        for row in try answers[3].decode(SliceColumns.self) { named[row.0] = try FigureSlice(row) }
        func slice(_ id: Int) throws -> FigureSlice {
            guard let slice = named[id] else { throw StoreError.fault("slice \(id)") }
            return slice
        }
        var facts: [UUID: [FigureRecord.CountedFact]] = [:]
        for row in try answers[1].decode(FactColumns.self) {
            guard let measure = Measure(rawValue: row.1) else { throw StoreError.fault("measure \(row.1)") }
            let slice = try slice(row.3)
            let fact = Fact(measure, at: row.2, agency: slice.agency, seconds: row.4)
            facts[row.0, default: []].append(FigureRecord.CountedFact(fact: fact, slice: slice, bucket: row.5))
        }
        var spans: [UUID: [FigureRecord.CountedSpan]] = [:]
        for row in try answers[2].decode(SpanColumns.self) {
            guard let status = ReportStatus(rawValue: row.4) else { throw StoreError.fault("status \(row.4)") }
            let slice = try slice(row.3)
            let state = FigureSpan.State(
                status: status,
                agency: slice.agency,
                acknowledgeBy: row.5,
                pausedUntil: row.6,
                usedAt: [row.7, row.8, row.9, row.10]
            )
            let span = FigureSpan(from: row.1, to: row.2, state: state)
            spans[row.0, default: []].append(FigureRecord.CountedSpan(span: span, slice: slice))
        }
        var headers: [UUID: FigureRecord.Header] = [:]
        for row in try answers[0].decode(ReportColumns.self) {
            headers[row.0] = FigureRecord.Header(
                filedAt: row.1,
                filedUnit: row.2,
                todayUnit: row.3,
                category: row.4,
                severity: row.5,
                channel: row.6,
                seq: row.7,
                boundaryVersion: row.8
            )
        }
        records = Set(headers.keys).union(facts.keys).union(spans.keys).reduce(into: [:]) { records, report in
            records[report] = FigureRecord(header: headers[report], facts: facts[report] ?? [], spans: spans[report] ?? [])
        }
        slices = Dictionary(named.map { ($1, $0) }) { first, _ in first }
    }
}

extension FigureSlice {
    fileprivate init(_ row: (Int, UUID?, UUID?, UUID, UUID, String, String)) throws {
        guard let severity = Severity(rawValue: row.5), let channel = Channel(rawValue: row.6) else {
            throw StoreError.fault("slice \(row.0)")
        }
        self.init(filedUnit: row.1, todayUnit: row.2, agency: row.3, category: row.4, severity: severity, channel: channel)
    }
}
