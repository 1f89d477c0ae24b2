internal import Domain
internal import FoundationEssentials
internal import Postgres

/// Columns of `ReportReader`'s view query.
struct ViewRow {
    typealias Columns = (
        UUID, String, Int, String, Instant, Instant, String, String, String, String, UUID?, UUID, String, String?, UUID?, String?, Bool?,
        Double?, Double?, String, String?, String, String, Int, String?, Bool, String, Instant?, Instant?, Instant?, Int64, Int64,
        String?, String, Instant?, Instant?, Instant?, Int64, Int64, String?, String?, String?, Int?,
        UUID?, Bool, Bool, String?, Int, String?
    )

    let columns: Columns

    init(_ columns: Columns) {
        self.columns = columns
    }

    func view(own: OwnRow?, catalog: ReferenceCatalog) throws -> ReportView {
        guard let status = ReportStatus(rawValue: columns.3), let severity = Severity(rawValue: columns.9),
            let method = RoutingMethod(rawValue: columns.12), let publication = Publication(rawValue: columns.19),
            let acknowledge = ClockView(
                state: columns.26,
                due: columns.27,
                projectedDue: columns.28,
                countsFrom: columns.29,
                usedSeconds: columns.30,
                targetSeconds: columns.31,
                outcome: columns.32,
                isOverdue: columns.44
            ),
            let resolve = ClockView(
                state: columns.33,
                due: columns.34,
                projectedDue: columns.35,
                countsFrom: columns.36,
                usedSeconds: columns.37,
                targetSeconds: columns.38,
                outcome: columns.39,
                isOverdue: columns.45
            )
        else { throw StoreError.fault("report \(columns.1)") }
        let version = BoundaryVersionSummary(id: columns.14, title: columns.15, approximate: columns.16)
        return ReportView(
            id: columns.0,
            code: columns.1,
            version: columns.2,
            status: status,
            createdAt: columns.4,
            updatedAt: columns.5,
            categoryCode: columns.6,
            categoryName: BilingualText(vi: columns.7, en: columns.8),
            severity: severity,
            unit: try columns.10.map(catalog.unit),
            agency: try catalog.agency(of: columns.11),
            standsInFor: columns.43.flatMap { catalog.agencies[$0] },
            method: method,
            confidence: columns.13.flatMap(RoutingConfidence.init),
            boundaryVersion: version,
            publicPoint: Pin(latitude: columns.17, longitude: columns.18),
            publication: publication,
            publishedText: columns.20,
            policy: PolicySummary(
                name: BilingualText(vi: columns.21, en: columns.22),
                version: columns.23,
                legalBasis: columns.24,
                isConfirmed: columns.25
            ),
            acknowledge: acknowledge,
            resolve: resolve,
            attachments: try columns.46.map { text in
                let records: [AttachmentRecord] = try EventRecord.read(text)
                return try records.map { try $0.attachment() }
            } ?? [],
            original: ReportView.Original(code: columns.40, status: columns.41, version: columns.42),
            followers: columns.47,
            flags: try columns.48.map(FlagCounts.read) ?? [:],
            own: try own?.own(version, catalog)
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
