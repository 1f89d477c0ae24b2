internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Columns of a change.
struct ChangeRow {
    typealias Columns = (
        Int, Data, UUID, Instant, String, String, UUID?, UUID, String?, UUID?, Instant?, String?, Int?, Int?, Bool, String, String?, String,
        UUID?, UUID, UUID?, String, String, UUID, String, String, String, String?, String?, Bool
    )

    let columns: Columns

    init(_ columns: Columns) {
        self.columns = columns
    }

    var place: ChangePlace { ChangePlace(position: columns.0, mark: columns.1) }
    var report: UUID { columns.2 }
    /// Told of staff's alone.
    var isSecret: Bool { columns.29 }

    /// `tellsAll`: also what nobody outside learns.
    func change(_ catalog: ReferenceCatalog, tellsAll: Bool) throws -> CommittedChange {
        let holder = try catalog.agency(of: columns.7)
        let refusal = columns.11.flatMap(RefusalCode.init)
        let entry = TimelineItem(
            at: columns.3,
            type: columns.4,
            by: TimelineItem.Author(kind: columns.5, agency: columns.6.flatMap { catalog.agencies[$0] } ?? holder),
            holder: holder,
            clock: columns.8.flatMap { ClockKind(name: $0, handler: columns.9) },
            occurredAt: columns.10,
            refusal: tellsAll ? refusal : refusal?.outside
        )
        return CommittedChange(
            place: place,
            entry: entry,
            seq: columns.12,
            undone: columns.13,
            isPublic: columns.14,
            report: try changed(catalog)
        )
    }

    private func changed(_ catalog: ReferenceCatalog) throws -> ChangedReport {
        guard let status = ReportStatus(rawValue: columns.17), let severity = Severity(rawValue: columns.21),
            let publication = Publication(rawValue: columns.22)
        else { throw StoreError.fault("report \(columns.15)") }
        return ChangedReport(
            id: report,
            code: columns.15,
            externalID: columns.16,
            status: status,
            // Nobody is told of its version.
            original: ReportView.Original(code: columns.27, status: columns.28, version: 0),
            unit: try columns.18.map(catalog.unit),
            agency: try catalog.agency(of: columns.19),
            standsInFor: columns.20.flatMap { catalog.agencies[$0] },
            category: columns.23,
            categoryCode: columns.24,
            categoryName: BilingualText(vi: columns.25, en: columns.26),
            severity: severity,
            publication: publication
        )
    }
}

extension ChangeRow {
    /// Of the public's view, which numbers its entries.
    static let publicColumns: SQL = """
        \(event), NULL::uuid, change.occurred_at, change.refusal, change.number, change.undone_number, true, change.code, NULL::text, \(report),
        false
        """

    /// What stands in the public timeline has its number there. An original may be another client's, whose name for it is its own business.
    static func clientColumns(_ client: UUID) -> SQL {
        """
        \(event), NULL::uuid, change.occurred_at, change.refusal, change.number, change.undone_number, change.is_public, change.code,
        CASE WHEN change.client_id = \(client) THEN change.source_id END, \(report), false
        """
    }

    /// By staff's numbers.
    static let staffColumns: SQL = """
        \(event), change.handler, change.occurred_at, change.refusal, change.seq, change.undone, change.is_public, change.code, NULL::text,
        \(report), change.is_secret
        """

    private static let event: SQL = """
        change.position, change.mark, change.report_id, change.at, change.type, change.actor_kind, change.actor_agency_id, change.agency_id,
        change.clock
        """

    private static let report: SQL = """
        change.status, change.unit_id, change.holder_id, change.stands_in_for, change.severity, change.publication, change.category_id,
        change.category, change.name_vi, change.name_en, change.original, change.original_status
        """
}
