internal import Domain
internal import FoundationEssentials
internal import Postgres

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
