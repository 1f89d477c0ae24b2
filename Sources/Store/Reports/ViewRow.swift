internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Columns of a row of `report` that every view of it tells; names are the catalogue's.
struct ReportColumns {
    let id: UUID
    let code: String
    let version: Int
    let status: ReportStatus
    let createdAt: Instant
    let updatedAt: Instant
    let category: CategoryVersion
    let severity: Severity
    let unit: UUID?
    let agency: UUID
    let standsInFor: UUID?
    let method: RoutingMethod
    let confidence: RoutingConfidence?
    let boundaryVersion: UUID?
    let publicPoint: Pin?
    let publication: Publication
    let publishedText: String?

    init(_ row: inout RowReader) throws {
        id = try row.next()
        code = try row.next()
        version = try row.next()
        status = try Self.known(try row.next(), "status")
        createdAt = try row.next()
        updatedAt = try row.next()
        category = CategoryVersion(category: try row.next(), version: try row.next())
        severity = try Self.known(try row.next(), "severity")
        unit = try row.next()
        agency = try row.next()
        standsInFor = try row.next()
        method = try Self.known(try row.next(), "routing method")
        confidence = try row.next(String?.self).flatMap(RoutingConfidence.init)
        boundaryVersion = try row.next()
        publicPoint = Pin(latitude: try row.next(Double?.self), longitude: try row.next(Double?.self))
        publication = try Self.known(try row.next(), "publication")
        publishedText = try row.next()
    }

    /// Of the report named `report` in the statement around it.
    static func list(for reader: ViewReader) -> SQL {
        """
        report.id, report.code, report.\(fragment: reader.version), report.status, report.created_at, report.\(fragment: reader.updatedAt),
            report.category_id, report.category_version, report.severity, report.unit_id, report.agency_id, report.stands_in_for,
            report.routing_method, report.routing_confidence, report.boundary_version_id, ST_Y(report.public_point),
            ST_X(report.public_point), report.publication, report.published_text
        """
    }

    private static func known<Value: RawRepresentable<String>>(_ raw: String, _ what: String) throws -> Value {
        guard let value = Value(rawValue: raw) else { throw StoreError.fault("\(what) of a report") }
        return value
    }

    /// The report as a reader sees it, with what stands in other rows; of a list without `attachments`.
    func view(
        acknowledge: ClockColumns,
        resolve: ClockColumns,
        attachments: [Attachment] = [],
        original: ReportView.Original?,
        followers: Int,
        flags: [FlagReason: Int],
        own: OwnRow? = nil,
        _ catalog: ReferenceCatalog
    ) throws -> ReportView {
        let name = try catalog.categoryName(of: category)
        let version = try boundaryVersion.map(catalog.boundaryVersion)
        return ReportView(
            id: id,
            code: code,
            version: self.version,
            status: status,
            createdAt: createdAt,
            updatedAt: updatedAt,
            categoryCode: name.code,
            categoryName: name.name,
            severity: severity,
            unit: try unit.map(catalog.unit),
            agency: try catalog.agency(of: agency),
            standsInFor: standsInFor.flatMap { catalog.agencies[$0] },
            method: method,
            confidence: confidence,
            boundaryVersion: version,
            publicPoint: publicPoint,
            publication: publication,
            publishedText: publishedText,
            policy: PolicySummary(try catalog.policy(of: resolve.policy)),
            acknowledge: acknowledge.view,
            resolve: resolve.view,
            attachments: attachments,
            original: original,
            followers: followers,
            flags: flags,
            own: try own?.own(version, catalog)
        )
    }
}

/// Columns of a clock's row, as views tell them.
struct ClockColumns {
    let view: ClockView
    let policy: UUID

    init(_ row: inout RowReader) throws {
        let state: String = try row.next()
        let view = ClockView(
            state: state,
            due: try row.next(),
            projectedDue: try row.next(),
            countsFrom: try row.next(),
            usedSeconds: try row.next(),
            targetSeconds: try row.next(),
            outcome: try row.next(),
            isOverdue: try row.next()
        )
        guard let view else { throw StoreError.fault("clock \(state)") }
        self.view = view
        policy = try row.next()
    }

    /// Of a clock's row, by its name in the statement around it.
    static func list(_ clock: StaticString) -> SQL {
        """
        \(fragment: clock).state, \(fragment: clock).due_at, \(fragment: clock).projected_due_at, \(fragment: clock).counts_from,
            \(fragment: clock).used_s, \(fragment: clock).target_s, \(fragment: clock).outcome,
            coalesce(\(fragment: clock).breach_at < (SELECT instant_now()), false), \(fragment: clock).policy_id
        """
    }
}

/// A row of `ReportReader.view`.
struct ViewRow {
    private let report: ReportColumns
    private let acknowledge: ClockColumns
    private let resolve: ClockColumns
    private let original: ReportView.Original?
    private let attachments: [Attachment]
    private let followers: Int
    private let flags: [FlagReason: Int]

    var id: UUID { report.id }

    init(_ row: inout RowReader) throws {
        report = try ReportColumns(&row)
        acknowledge = try ClockColumns(&row)
        resolve = try ClockColumns(&row)
        original = ReportView.Original(code: try row.next(), status: try row.next(), version: try row.next())
        attachments =
            try row.next(String?.self).map { text in
                let records: [AttachmentRecord] = try EventRecord.read(text)
                return try records.map { try $0.attachment() }
            } ?? []
        followers = try row.next()
        flags = try row.next(String?.self).map(FlagCounts.read) ?? [:]
    }

    func view(own: OwnRow?, catalog: ReferenceCatalog) throws -> ReportView {
        try report.view(
            acknowledge: acknowledge,
            resolve: resolve,
            attachments: attachments,
            original: original,
            followers: followers,
            flags: flags,
            own: own,
            catalog
        )
    }
}
