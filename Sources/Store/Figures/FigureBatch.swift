internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Some reports as figures keep them, and as they should be by their histories up to a position.
struct FigureBatch {
    let stored: FigureRows
    /// What should be kept; of a report for practice, or of which nothing is known at the position, there is nothing.
    private(set) var should: [UUID: FigureRecord] = [:]
    /// What cannot be counted for now.
    private(set) var faults: [FigureFault] = []

    /// Reads both; `boundaryVersion` is that of the boundaries in force.
    init(
        _ reports: [UUID],
        to position: Int64,
        boundaryVersion: UUID?,
        by rules: SLARules,
        on connection: isolated Connection
    ) throws {
        let queries = FigureRows.queries(of: reports) + FigureHistories.queries(of: reports, to: position)
        let answers = try connection.pipeline(queries)
        stored = try FigureRows(answers[0..<4])
        var histories: [UUID: FigureHistories.Report] = [:]
        for (report, history) in try FigureHistories(answers[4..<8], by: rules).reports {
            do throws(SLAFault) { histories[report] = try history.get() } catch { faults.append(FigureFault(report, .clocks(error))) }
        }
        let today = try TodayUnits(histories, version: boundaryVersion, on: connection)
        for (report, history) in histories {
            should[report] = FigureRecord(
                history.facts,
                channel: history.channel,
                todayUnit: today.unit(of: report, history, known: stored.records[report].flatMap(\.header)),
                boundaryVersion: boundaryVersion
            )
        }
    }

    /// What makes the one the other.
    func write(hoursFrom: Instant) -> FigureWrite {
        var write = FigureWrite(hoursFrom: hoursFrom, slices: stored.slices)
        for (report, record) in should { write.add(report, from: stored.records[report], to: record) }
        return write
    }

    /// Where the one is not the other.
    var drifts: [(key: UUID, value: FigureDrift)] {
        should.keys.sorted().filter { stored.records[$0] != should[$0] }
            .map { ($0, .report($0, isMissing: stored.records[$0]?.header == nil)) }
    }
}
