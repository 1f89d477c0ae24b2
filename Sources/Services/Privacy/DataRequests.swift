internal import Crypto
package import Domain
package import Foundation
package import Store

/// Requests of people about their own data: registered, answered in time, and carried out.
package struct DataRequests: Sendable {
    /// A request with who asked.
    package struct Reading: Sendable {
        package let request: DataRequest
        /// nil once that was erased.
        package let subject: DataSubject?
        /// The citizen who asked while signed in.
        package let citizen: UUID?
        /// What of theirs there is.
        package let concerned: ConcernedData
    }

    /// What an act has led to.
    package enum Outcome: Sendable {
        case done(DataRequest)
        /// It waits for a second person.
        case proposed(DataRequest, Approval)
    }

    let store: DataRequestStore
    let concerned: ConcernedReader
    let reader: StaffReader
    let catalogs: CatalogCache
    let vault: ContactVault
    let citizens: CitizenVault

    package init(
        store: DataRequestStore,
        concerned: ConcernedReader,
        reader: StaffReader,
        catalogs: CatalogCache,
        vault: ContactVault,
        citizens: CitizenVault
    ) {
        self.store = store
        self.concerned = concerned
        self.reader = reader
        self.catalogs = catalogs
        self.vault = vault
        self.citizens = citizens
    }

    /// Registers a request, once for each id: the same body again is told what was registered. Throws `invalid`, and `keyReused` for an id
    /// that was used with another body.
    package func register(
        _ submission: DataRequestSubmission,
        id: UUID,
        body: [UInt8],
        by editor: Editor
    ) async throws(ServiceError) -> (request: DataRequest, isReplay: Bool) {
        try await register(submission, id: id, body: body, of: nil, by: editor)
    }

    /// Registers what a citizen asks who has signed in, in the same way. Throws `dataRequestRefused` besides, while another of the kind is open.
    package func register(
        _ submission: DataRequestSubmission,
        id: UUID,
        body: [UInt8],
        of citizen: SignedInCitizen
    ) async throws(ServiceError) -> (request: DataRequest, isReplay: Bool) {
        var submission = submission
        submission.isOwn = true
        return try await register(submission, id: id, body: body, of: try Self.owner(citizen), by: nil)
    }

    private func register(
        _ submission: DataRequestSubmission,
        id: UUID,
        body: [UInt8],
        of citizen: UUID?,
        by editor: Editor?
    ) async throws(ServiceError) -> (request: DataRequest, isReplay: Bool) {
        let now = try await serving { () async throws(StoreError) in try await store.now() }
        let (kind, receivedAt, subject): (DataRequestKind, Instant, DataSubject)
        switch submission.check(now: now) {
        case .success(let valid): (kind, receivedAt, subject) = valid
        case .failure(let fields): throw .invalid(fields.errors)
        }
        let request = try await request(id, kind, receivedAt, by: editor?.name)
        let sealed: SealedContact
        do { sealed = try vault.seal(subject, request: id) } catch { throw .fault("a requester cannot be sealed") }
        let fingerprint = Data(SHA256.hash(data: body))
        let outcome = try await serving { () async throws(StoreError) in
            try await store.register(request, sealed, of: citizen, report: subject.report, fingerprint: fingerprint, by: editor)
        }
        switch outcome {
        case .registered: return (request, false)
        case .replayed(let known): return (known, true)
        case .idTaken: throw .keyReused
        case .unknownReport: throw .invalid([FieldError("/requester/report", .unknownValue)])
        case .unknownCitizen: throw .citizenNotSignedIn
        case .alreadyOpen: throw .dataRequestRefused(.alreadyOpen)
        }
    }

    /// The id of a citizen who may ask about their own data, and be handed them.
    static func owner(_ citizen: SignedInCitizen) throws(ServiceError) -> UUID {
        let id = citizen.principal.id
        guard Principal.citizen(id).can(.askAboutOwnData, on: .own) else { throw .forbidden }
        return id
    }

    /// The working days are those of the limits that hold where no other do.
    private func request(
        _ id: UUID,
        _ kind: DataRequestKind,
        _ receivedAt: Instant,
        by person: PrincipalName?
    ) async throws(ServiceError) -> DataRequest {
        let catalog = try await catalogs.current()
        guard let policy = catalog.policies.first(where: { $0.scope == SLAPolicy.Scope() }),
            let calendar = catalog.calendars[policy.calendarKey]
        else { throw .notReady("not set up: working time") }
        do {
            return try DataRequest(
                id: id,
                kind: kind,
                receivedAt: receivedAt,
                registeredBy: person,
                calendar: calendar.calendar,
                workingDaySeconds: policy.nominalDaySeconds
            )
        } catch {
            throw .invalid([FieldError("/received_at", .beyondCalendar)])
        }
    }

    /// At most `limit`, after one of them if told: those that are open, the first limit first; or all, the newest first.
    package func list(all: Bool, after last: UUID?, limit: Int) async throws(ServiceError) -> [DataRequest] {
        try await serving { () async throws(StoreError) in try await store.list(onlyOpen: !all, after: last, limit: limit) }
    }

    /// What a citizen who has signed in has asked: at most `limit`, the newest first, after one of them if told.
    package func list(of citizen: SignedInCitizen, after last: UUID?, limit: Int) async throws(ServiceError) -> [DataRequest] {
        let id = try Self.owner(citizen)
        return try await serving { () async throws(StoreError) in try await store.list(of: id, after: last, limit: limit) }
    }

    /// A request with who asked, which the audit keeps. Throws `notFound`.
    package func show(_ id: UUID, to person: PrincipalName) async throws(ServiceError) -> Reading {
        let entry = AuditRecord(
            AuditActor(person),
            .privateRead,
            AuditObject(.dataRequest, id),
            ["fields": .codes(["name", "phone", "email", "words"]), "purpose": .code(ReadingPurpose.dataRequest.rawValue)]
        )
        return try await reading(id, disclosing: entry)
    }

    /// Does something about a request. Throws `notFound`, `invalid` for a reason that is missing or cannot be kept, and
    /// `dataRequestRefused`.
    package func perform(
        _ action: DataRequestAction,
        on id: UUID,
        by editor: Editor,
        reason: String?
    ) async throws(ServiceError) -> Outcome {
        let reason = try Approvals.checked(reason, at: "/reason")
        if action.needsReason, reason == nil { throw .invalid([FieldError("/reason", .required)]) }
        let reading = action == .fulfil ? try await reading(id, disclosing: nil) : nil
        let goes = reading.flatMap { $0.request.kind == .erasure ? $0.concerned : nil }
        let erasure = DataErasure(
            request: id,
            reports: goes?.reports ?? [],
            citizens: goes?.citizens.map(\.id) ?? [],
            follows: goes?.follows.map(\.id) ?? []
        )
        let outcome = try await serving { () async throws(StoreError) in
            try await store.perform(action, on: id, by: editor, reason: reason, erasing: erasure, proposal: .next())
        }
        switch outcome {
        case .done(let request): return .done(request)
        case .proposed(let request, let approval): return .proposed(request, approval)
        case .refused(let refusal): throw .dataRequestRefused(refusal)
        case nil: throw .notFound
        }
    }

    func reading(_ id: UUID, disclosing entry: AuditRecord?) async throws(ServiceError) -> Reading {
        let found = try await serving { () async throws(StoreError) in try await store.request(id, disclosing: entry) }
        guard let found else { throw .notFound }
        let subject: DataSubject?
        do { subject = try vault.open(found.subject, request: id) } catch { throw .fault("a requester cannot be opened") }
        var phones = subject?.phone.map { vault.digests(of: $0) } ?? []
        if let citizen = found.citizen { phones += try await self.phones(of: citizen) }
        let theirs = try await serving { () async throws(StoreError) in
            try await concerned.concerned(
                phones: phones,
                emails: subject?.email.map { vault.digests(of: $0) } ?? [],
                named: found.report,
                citizen: found.citizen
            )
        }
        return Reading(request: found.request, subject: subject, citizen: found.citizen, concerned: theirs)
    }

    /// The digests that reports with a citizen's phone are found by; the one that is kept where it cannot be opened.
    private func phones(of citizen: UUID) async throws(ServiceError) -> [Data] {
        let sealed = try await serving { () async throws(StoreError) in try await concerned.phone(of: citizen) }
        guard let sealed else { return [] }
        return (try? citizens.open(sealed)).map { vault.digests(of: $0) } ?? [sealed.lookup]
    }
}
