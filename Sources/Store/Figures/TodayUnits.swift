internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Where reports lie by the boundaries in force: by the unit that was found by them or that a desk named since; else by the exact point, or
/// by what has become of the unit where there is no point any more.
struct TodayUnits {
    /// The boundaries in force; nil: there are none.
    let version: UUID?
    /// Those that the version draws.
    private let units: Set<UUID>
    private let successors: [UUID: Set<UUID>]
    /// By exact points.
    private let located: [UUID: UUID]

    /// Reads what these reports need.
    init(_ reports: [UUID: FigureHistories.Report], version: UUID?, on connection: isolated Connection) throws {
        self.version = version
        let moved = reports.filter { $0.value.facts.lastPlaced != nil && $0.value.boundaryVersion != version }.map(\.key)
        guard let version, !moved.isEmpty else {
            (units, successors, located) = ([], [:], [:])
            return
        }
        let answers = try connection.pipeline([
            "SELECT unit FROM unit_boundary WHERE version = \(version)",
            "SELECT predecessor_id, successor_id FROM unit_succession WHERE kind <> 'area_only'",
            "SELECT report_id, unit_id FROM units_of_reports(\(moved), \(version))",
        ])
        units = Set(try answers[0].decode(UUID.self))
        successors = try answers[1].decode((UUID, UUID).self).reduce(into: [:]) { $0[$1.0, default: []].insert($1.1) }
        located = Dictionary(try answers[2].decode((UUID, UUID).self)) { first, _ in first }
    }

    /// The unit of a report; `known` is what was found for it before, which stays where nothing says it any more.
    func unit(of id: UUID, _ report: FigureHistories.Report, known: FigureRecord.Header?) -> UUID? {
        guard let unit = report.facts.lastPlaced?.unit else { return nil }
        guard let version, report.boundaryVersion != version else { return unit }
        if report.boundaryVersion == nil, units.contains(unit) { return unit }
        if let located = located[id] { return located }
        if known?.boundaryVersion == version, let unit = known?.todayUnit { return unit }
        return successor(of: unit)
    }

    /// What alone a unit has become, over several reforms if need be; nil: several units, or nobody knows.
    private func successor(of unit: UUID) -> UUID? {
        var unit = unit
        for _ in 0..<8 {
            if units.contains(unit) { return unit }
            guard let next = successors[unit], next.count == 1, let only = next.first else { return nil }
            unit = only
        }
        return nil
    }
}
