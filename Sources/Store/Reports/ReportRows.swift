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

/// Columns of the reporter's part.
struct OwnRow {
    typealias Columns = (
        String, String?, Instant?, String, Double?, Double?, Double?, String, String, Data?, String?, String, Data?, Data?, Data?, Data?,
        Data?, Data?, String, String?, String, String?
    )

    let columns: Columns

    init(_ columns: Columns) {
        self.columns = columns
    }

    func own(_ version: BoundaryVersionSummary?, _ catalog: ReferenceCatalog) throws -> ReportView.Own {
        ReportView.Own(
            description: columns.0,
            address: columns.1,
            occurredAt: columns.2,
            pin: Pin(latitude: columns.4, longitude: columns.5),
            accuracyM: columns.6,
            attributes: try AttributeJSON.values(columns.3),
            routing: RoutingDecision(try EventRecord.read(columns.7), version: version, catalog: catalog),
            externalID: columns.19,
            channel: Channel(rawValue: columns.20) ?? .api,
            redactions: try columns.21.map(RedactionRecord.spans) ?? []
        )
    }
}

extension OwnRow {
    func contact() throws -> SealedContact {
        guard let showNameTo = NameVisibility(rawValue: columns.11) else { throw StoreError.fault("show_name_to") }
        return SealedContact(
            keyID: columns.8,
            dataKey: columns.9,
            kind: columns.10.flatMap(Reporter.Kind.init),
            showNameTo: showNameTo,
            name: columns.12,
            phone: columns.13,
            phoneLookup: columns.14,
            email: columns.15,
            emailLookup: columns.16,
            attributes: columns.17,
            lookupKeyID: columns.18
        )
    }
}

/// Columns of the receipt query.
struct ReceiptRow {
    typealias Columns = (
        UUID, String, Instant, String, String, String, UUID?, String?, Bool?, String, String, Int, String?, Bool, [String],
        String, String, String, String?
    )

    let columns: Columns

    init(_ columns: Columns) {
        self.columns = columns
    }

    func receipt(_ catalog: ReferenceCatalog) throws -> ReportReceipt {
        let filed: FiledRecord = try EventRecord.read(columns.4)
        let version = BoundaryVersionSummary(id: columns.6, title: columns.7, approximate: columns.8)
        guard let severity = Severity(rawValue: filed.severity), let acknowledge = filed.acknowledge.view, let resolve = filed.resolve.view,
            let routing = RoutingDecision(try EventRecord.read(columns.5), version: version, catalog: catalog)
        else { throw StoreError.fault("receipt of \(columns.1)") }
        return ReportReceipt(
            id: columns.0,
            code: columns.1,
            receivedAt: columns.2,
            categoryCode: columns.15,
            categoryName: BilingualText(vi: columns.16, en: columns.17),
            severity: severity,
            routing: routing,
            policy: PolicySummary(
                name: BilingualText(vi: columns.9, en: columns.10),
                version: columns.11,
                legalBasis: columns.12,
                isConfirmed: columns.13
            ),
            acknowledge: acknowledge,
            resolve: resolve,
            emergencyNumbers: columns.14,
            trackingKeyID: columns.3,
            possibleDuplicateOf: columns.18
        )
    }
}

extension ReportView.Original {
    /// The columns of an outer join.
    init?(code: String?, status: String?, version: Int?) {
        guard let status = status.flatMap(ReportStatus.init), let version else { return nil }
        self.init(code: code, status: status, version: version)
    }
}

extension ClockView {
    /// A clock's row; the amount used is told only of a clock that has stopped, the amount left only of one that is paused.
    init?(
        state: String,
        due: Instant?,
        projectedDue: Instant?,
        countsFrom: Instant?,
        usedSeconds: Int64,
        targetSeconds: Int64,
        outcome: String?,
        isOverdue: Bool
    ) {
        guard let state = ClockState(rawValue: state) else { return nil }
        self.init(
            state: state,
            due: due,
            projectedDue: projectedDue,
            countsFrom: state == .running ? countsFrom : nil,
            remainingSeconds: state == .paused ? targetSeconds - usedSeconds : nil,
            usedSeconds: state.isFinal ? usedSeconds : nil,
            isOverdue: isOverdue,
            isMissed: !state.isFinal && outcome != nil
        )
    }
}

extension BoundaryVersionSummary {
    /// The columns of an outer join.
    init?(id: UUID?, title: String?, approximate: Bool?) {
        guard let id, let title, let approximate else { return nil }
        self.init(id: id, title: title, isApproximate: approximate)
    }
}

extension Pin {
    /// The coordinates of a point that may be NULL.
    init?(latitude: Double?, longitude: Double?) {
        guard let latitude, let longitude else { return nil }
        self.init(latitude: latitude, longitude: longitude)
    }
}
