package import FoundationEssentials

/// Something that figures keep otherwise than it follows from the histories: always a defect.
package enum FigureDrift: Hashable, Sendable {
    /// What is kept of a report; `isMissing` where nothing is.
    case report(UUID, isMissing: Bool)
    /// So many rows of a day's figures by one way of counting.
    case day(FigureBasis, CivilDate, rows: Int)
    /// So many rows of a day's hours.
    case hours(CivilDate, rows: Int)

    /// Rows that it stands for.
    package var rows: Int {
        switch self {
        case .report: 1
        case .day(_, _, let rows), .hours(_, let rows): rows
        }
    }
}

extension FigureDrift: CustomStringConvertible {
    package var description: String {
        switch self {
        case .report(let id, let isMissing): "report \(id.uuidString.lowercased()): \(isMissing ? "not counted" : "counted otherwise")"
        case .day(let basis, let day, let rows): "\(basis.rawValue) of \(day): \(rows) rows differ"
        case .hours(let day, let rows): "hours of \(day): \(rows) rows differ"
        }
    }
}
