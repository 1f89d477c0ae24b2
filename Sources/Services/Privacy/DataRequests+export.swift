package import Domain
package import Foundation
internal import Store

extension DataRequests {
    /// All that is kept of a person in one report.
    package struct ExportedReport: Sendable {
        /// With the words and the exact place.
        package let view: ReportView
        /// nil where none was given, or it was erased, or cannot be opened any more.
        package let contact: OpenedContact?
        /// In order.
        package let history: [HistoryEntry]
        /// What was said to and by the reporter, by the entry's number.
        package let texts: [Int: [ActionText]]
        /// The names in it.
        package let catalog: ReferenceCatalog
    }

    /// All that is kept of somebody who has signed in.
    package struct ExportedCitizen: Sendable {
        package let kept: KeptCitizen
        /// nil without one, or when the key is gone.
        package let phone: PhoneNumber?
        package let sessions: [KeptCitizen.Session]
    }

    /// That somebody follows a report, and how they are to be told.
    package struct ExportedFollow: Sendable {
        package let kept: KeptFollow
        package let phone: PhoneNumber?
        package let email: EmailAddress?
    }

    /// All that is kept of a person.
    package struct PersonalExport: Sendable {
        package let reading: Reading
        package let citizens: [ExportedCitizen]
        package let reports: [ExportedReport]
        package let follows: [ExportedFollow]
    }

    /// More are not told at once: nobody files so many.
    package static let mostExported = 1_000

    /// Everything that is kept of the person of a request: whom they have signed in as, and report by report. The audit keeps what was handed
    /// out. Throws `notFound`.
    package func export(_ id: UUID, for person: PrincipalName) async throws(ServiceError) -> PersonalExport {
        try await export(try await show(id, to: person), for: AuditActor(person))
    }

    /// The same for the citizen who has asked for it while signed in, once their request was carried out. Throws `notFound` for whatever is not
    /// theirs, and `dataRequestRefused`.
    package func export(_ id: UUID, for citizen: SignedInCitizen) async throws(ServiceError) -> PersonalExport {
        let owner = try Self.owner(citizen)
        let reading = try await reading(id, disclosing: nil)
        guard reading.citizen == owner else { throw .notFound }
        guard reading.request.kind == .access, reading.request.state == .fulfilled else { throw .dataRequestRefused(.nothingToHandOut) }
        return try await export(reading, for: AuditActor(.citizen, owner.uuidString.lowercased()))
    }

    private func export(_ reading: Reading, for actor: AuditActor) async throws(ServiceError) -> PersonalExport {
        let id = reading.request.id
        let citizens = try await exported(reading.concerned.citizens, of: id, for: actor)
        var reports: [ExportedReport] = []
        for text in reading.concerned.reports.prefix(Self.mostExported) {
            guard case .code(let code) = ReportCode.read(text) else { continue }
            if let record = try await record(code, of: id, for: actor) { reports.append(exported(record)) }
        }
        let follows = try await exported(reading.concerned.follows, of: id, for: actor)
        return PersonalExport(reading: reading, citizens: citizens, reports: reports, follows: follows)
    }

    private func exported(
        _ follows: [KeptFollow],
        of request: UUID,
        for actor: AuditActor
    ) async throws(ServiceError) -> [ExportedFollow] {
        let follows = follows.prefix(Self.mostExported)
        guard !follows.isEmpty else { return [] }
        let entries = follows.map { follow in
            AuditRecord(
                actor,
                .privateExport,
                AuditObject(.report, follow.report),
                [
                    "fields": .codes([PrivateField.phone.rawValue, PrivateField.email.rawValue]),
                    "purpose": .code(ReadingPurpose.dataRequest.rawValue),
                    "request": .code(request.uuidString.lowercased()),
                ]
            )
        }
        let sealed = try await serving { () async throws(StoreError) in
            try await concerned.followers(follows.map(\.id), disclosing: entries)
        }
        return follows.map { follow in
            let opened = sealed[follow.id].flatMap { try? vault.open($0, follower: follow.id) }
            return ExportedFollow(kept: follow, phone: opened?.phone, email: opened?.email)
        }
    }

    private func exported(
        _ citizens: [KeptCitizen],
        of request: UUID,
        for actor: AuditActor
    ) async throws(ServiceError) -> [ExportedCitizen] {
        guard !citizens.isEmpty else { return [] }
        let entries = citizens.map { citizen in
            AuditRecord(
                actor,
                .privateExport,
                AuditObject(.citizen, citizen.id),
                [
                    "fields": .codes(citizen.issuer == nil ? [PrivateField.phone.rawValue] : []),
                    "purpose": .code(ReadingPurpose.dataRequest.rawValue), "request": .code(request.uuidString.lowercased()),
                ]
            )
        }
        let signIns = try await serving { () async throws(StoreError) in
            try await concerned.signIns(of: citizens.map(\.id), disclosing: entries)
        }
        return citizens.map { citizen in
            ExportedCitizen(
                kept: citizen,
                phone: signIns.phones[citizen.id].flatMap { try? self.citizens.open($0) },
                sessions: signIns.sessions[citizen.id] ?? []
            )
        }
    }

    private func record(_ code: ReportCode, of request: UUID, for actor: AuditActor) async throws(ServiceError) -> StaffRecord? {
        let disclosing: Disclosing = { record in
            AuditRecord(
                actor,
                .privateExport,
                AuditObject(.report, record.view.code),
                [
                    "fields": .codes(record.fields(withReporter: true).map(\.rawValue)),
                    "purpose": .code(ReadingPurpose.dataRequest.rawValue), "request": .code(request.uuidString.lowercased()),
                ]
            )
        }
        // Another try follows a change of the reference data; they change rarely.
        for _ in 0..<4 {
            let answer = try await serving { () async throws(StoreError) in
                try await reader.report(code, catalog: { catalogs.kept(epoch: $0) }, disclosing: disclosing)
            }
            switch answer {
            case nil: return nil
            case .read(let record)?: return record
            case .catalogMissing(let epoch)?: _ = try await catalogs.catalog(of: epoch)
            }
        }
        throw .busy
    }

    private func exported(_ record: StaffRecord) -> ExportedReport {
        // What was taken back is not said, nor what is a state secret.
        let told = record.entries.standing.filter { $0.details.refusal != .stateSecret }
        let types = Dictionary(told.map { ($0.seq, $0.type) }) { first, _ in first }
        let texts = record.texts.reduce(into: [Int: [ActionText]]()) { texts, entry in
            guard let type = types[entry.key] else { return }
            let said = entry.value.filter { ActionText.isForReporter($0.role, beside: type) }
            if !said.isEmpty { texts[entry.key] = said }
        }
        return ExportedReport(
            view: record.view,
            contact: try? vault.open(record.contact, report: record.view.id),
            history: record.entries.filter { $0.isPublic || $0.type.isForReporter },
            texts: texts,
            catalog: record.catalog
        )
    }
}
