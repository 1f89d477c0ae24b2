package import Domain
internal import FoundationEssentials
internal import Logging
package import Store

/// Reports as staff see them, and what they do to them.
package struct StaffReports: Sendable {
    /// A report with everything that somebody may see of it and may do to it.
    package struct Reading: Sendable {
        /// With what was reported.
        package let view: ReportView
        /// In order.
        package let history: [HistoryEntry]
        /// Words beside the entries, by their numbers.
        package let texts: [Int: [ActionText]]
        /// Documents shown with entries, by their numbers.
        package let documents: [Int: [OfficialDocument]]
        /// Who of staff made which entries.
        package let staff: [Int: String]
        /// Whether this desk may know who reported.
        package let disclosesReporter: Bool
        /// nil where none was given or may be seen, or where it cannot be opened any more.
        package let contact: OpenedContact?
        /// Why it should be looked at twice.
        package let moderation: Moderation?
        /// The code of an earlier report of the same device or user that it may be a copy of.
        package let possibleDuplicateOf: String?
        package let work: ReportWork
        /// What publishing it would show now; nil where it is published, or never is.
        package let preview: Redaction?
        /// In the order of the table; none while clocks cannot be computed.
        package let allowed: [ReportAction]
        /// The names in it.
        package let catalog: ReferenceCatalog
    }

    /// What may be about the same thing as a report, and what is answered with it.
    package struct Duplicates: Sendable {
        /// The likeliest first.
        package let candidates: [DuplicateCandidate]
        /// nil where it stands alone.
        package let group: DuplicateGroup?
    }

    /// A report's clocks, explained.
    package struct Clocks: Sendable {
        package let version: Int
        /// The last entry's number: levels passed are no new version.
        package let lastSeq: Int
        /// The instant of the explanation: the minute begun, so that who asks twice within it is told the same.
        package let now: Instant
        /// By cycle, those of agencies too.
        package let explanations: [ClockExplanation]
        /// When each level was noticed.
        package let detected: [LevelEvent.Key: Instant]
        package let catalog: ReferenceCatalog
    }

    private let reader: StaffReader
    private let actions: ReportActions
    private let proofs: ReportProofs
    private let catalogs: CatalogCache
    private let vault: ContactVault
    private let logger = Logger(label: "phananh.staff")

    package init(reader: StaffReader, actions: ReportActions, proofs: ReportProofs, catalogs: CatalogCache, vault: ContactVault) {
        self.reader = reader
        self.actions = actions
        self.proofs = proofs
        self.catalogs = catalogs
        self.vault = vault
    }

    /// A report, for somebody of staff; for a desk that may not see it there is none (`notFound`). The audit keeps who was shown what of it,
    /// and what for.
    package func report(
        _ code: ReportCode,
        for principal: StaffPrincipal,
        purpose: ReadingPurpose = .handling
    ) async throws(ServiceError) -> Reading {
        let record = try await read { catalog throws(StoreError) in
            try await reader.report(code, catalog: catalog, disclosing: Self.disclosing(to: principal, for: purpose))
        }
        guard principal.can(.readReport, on: .sight(record.sight)) else { throw .notFound }
        return reading(record, for: principal)
    }

    /// Has an action carried out on one of these versions of a report, and comes back with the report as it is then.
    package func act(
        _ command: ReportCommand,
        saying texts: [ActionText],
        showing files: ActionFiles,
        thenPublishing publishes: Bool,
        on code: ReportCode,
        by principal: StaffPrincipal,
        expecting versions: Set<Int>
    ) async throws(ServiceError) -> Reading {
        let (record, standing) = try await actions.perform(
            command,
            saying: texts,
            showing: files,
            thenPublishing: publishes,
            on: code,
            by: principal,
            expecting: versions
        ) { Self.disclosing(to: $0, for: .handling) }
        return reading(record, for: standing)
    }

    /// The same without the report, for who asks for many at once.
    package func actUnseen(
        _ command: ReportCommand,
        saying texts: [ActionText],
        showing files: ActionFiles,
        thenPublishing publishes: Bool,
        on code: ReportCode,
        by principal: StaffPrincipal,
        expecting versions: Set<Int>
    ) async throws(ServiceError) -> ActionResult {
        try await actions.perform(
            command,
            saying: texts,
            showing: files,
            thenPublishing: publishes,
            on: code,
            by: principal,
            expecting: versions
        )
    }

    /// What the audit tells of showing a report to somebody; nothing where they are not shown it, or where it is nobody's.
    static func disclosing(to principal: StaffPrincipal, for purpose: ReadingPurpose) -> Disclosing {
        { record in
            guard !record.view.isPractice else { return nil }
            guard principal.can(.readReport, on: .sight(record.sight)) else { return nil }
            let fields = record.fields(withReporter: principal.can(.readReporter, on: .sight(record.sight)))
            return AuditRecord(
                AuditActor(.staff, principal.name.text),
                .privateRead,
                AuditObject(.report, record.view.code.description),
                ["fields": .codes(fields.map(\.rawValue)), "purpose": .code(purpose.rawValue)]
            )
        }
    }

    /// Read to decide something about it, and shown to nobody.
    func record(_ code: ReportCode) async throws(ServiceError) -> StaffRecord {
        try await read { catalog throws(StoreError) in
            try await reader.report(code, catalog: catalog, disclosing: { _ in nil })
        }
    }

    /// What somebody may see of a report that was just read.
    func reading(_ record: StaffRecord, for principal: StaffPrincipal) -> Reading {
        let discloses = principal.can(.readReporter, on: .sight(record.sight))
        return Reading(
            view: record.view,
            history: record.entries,
            texts: record.texts,
            documents: record.documents,
            staff: record.staff,
            disclosesReporter: discloses,
            contact: discloses ? opened(record) : nil,
            moderation: record.moderation,
            possibleDuplicateOf: record.possibleDuplicateOf,
            work: record.work,
            preview: Self.preview(record),
            allowed: principal.can(.readReport, on: .sight(record.sight)) ? allowed(record, for: principal) : [],
            catalog: record.catalog
        )
    }

    private static func preview(_ record: StaffRecord) -> Redaction? {
        guard record.view.publication != .published, record.view.isListed(record.catalog), let own = record.view.own else { return nil }
        return Redaction(own.description, hiding: record.hidden)
    }

    private func allowed(_ record: StaffRecord, for principal: StaffPrincipal) -> [ReportAction] {
        let rules = record.catalog.rules
        do throws(SLAFault) {
            var course = try ReportCourse(record.entries, recorded: record.recorded, by: rules)
            let now = max(record.now, course.lastAt)
            try course.catchUp(to: now, by: rules)
            let coordinator = record.catalog.routing.coordinator(over: course.holder)
            let own = Set(record.staff.filter { $0.value == principal.name.text }.keys)
            let isOwnRequest = course.requestSeq.map(own.contains) ?? false
            let allowed = course.possibleActions(at: principal.agency, own: own, now: now).filter { action in
                principal.can(.act(course.right(to: action, own: own)), on: .course(course, coordinator: coordinator))
                    && !(isOwnRequest && action == .approve)
            }
            return record.view.isListed(record.catalog) ? allowed : allowed.filter { $0 != .publish }
        } catch {
            // What was reported is worth telling all the same.
            logger.error("clocks cannot be computed", metadata: ["report": "\(record.view.code)", "fault": "\(error)"])
            return []
        }
    }

    /// What may be about the same thing as a report, of what this desk has, the coordinator's all, and which reports are answered with it; for
    /// a desk that may not see it there is none (`notFound`).
    package func duplicates(_ code: ReportCode, for principal: StaffPrincipal) async throws(ServiceError) -> Duplicates {
        let routing = try await catalogs.current().routing
        let desk = principal.agency == routing.coordinator(over: principal.agency).id ? nil : principal.agency
        let record = try await read { catalog throws(StoreError) in
            try await reader.duplicates(of: code, at: desk, catalog: catalog) { Self.disclosing($0, to: principal) }
        }
        guard principal.can(.readReport, on: .sight(record.sight)) else { throw .notFound }
        return Duplicates(candidates: record.candidates, group: record.group)
    }

    /// Reading the beginnings of what was reported, and pictures as they were sent, is reading those reports.
    private static func disclosing(_ record: DuplicatesRecord, to principal: StaffPrincipal) -> [AuditRecord] {
        guard principal.can(.readReport, on: .sight(record.sight)) else { return [] }
        return record.candidates.map(\.view).filter { !$0.isPractice }.map { view in
            let fields: [PrivateField] = view.attachments.isEmpty ? [.words] : [.words, .pictures]
            return AuditRecord(
                AuditActor(.staff, principal.name.text),
                .privateRead,
                AuditObject(.report, view.code),
                ["fields": .codes(fields.map(\.rawValue)), "purpose": .code(ReadingPurpose.handling.rawValue)]
            )
        }
    }

    /// The clocks of a report as they stand, for somebody of staff; for a desk that may not see it there is none (`notFound`).
    package func clocks(_ code: ReportCode, for principal: StaffPrincipal) async throws(ServiceError) -> Clocks {
        let record = try await history(code, for: principal)
        let catalog = record.catalog
        guard let last = record.entries.last else { throw .notFound }
        let now = max(last.at, record.now.adding(seconds: -(record.now.secondsSince1970 % 60)))
        do throws(SLAFault) {
            let explanations = try ReportClocks(folding: record.entries.map(\.clockEvent), by: catalog.rules)
                .explained(at: now, withHandling: true, by: catalog.rules)
            return Clocks(
                version: record.version,
                lastSeq: last.seq,
                now: now,
                explanations: explanations,
                detected: record.detected,
                catalog: catalog
            )
        } catch {
            throw ServiceError(error)
        }
    }

    /// What proves the history of a report, whatever its category, for somebody of staff; for a desk that may not see it there is none
    /// (`notFound`).
    package func proof(_ code: ReportCode, for principal: StaffPrincipal) async throws(ServiceError) -> ReportProof {
        _ = try await history(code, for: principal)
        return try await proofs.wholeProof(code)
    }

    /// A report's history, for whoever may see it.
    private func history(_ code: ReportCode, for principal: StaffPrincipal) async throws(ServiceError) -> ClockRecord {
        let record = try await read { catalog throws(StoreError) in try await reader.clocks(code, catalog: catalog) }
        guard principal.can(.readReport, on: .sight(record.sight)) else { throw .notFound }
        return record
    }

    /// Reads with the catalogue of the epoch there is.
    private func read<Record: Sendable>(
        _ read: (@escaping CatalogOfEpoch) async throws(StoreError) -> EpochRead<Record>?
    ) async throws(ServiceError) -> Record {
        // Another try follows a change of the reference data; they change rarely.
        for _ in 0..<4 {
            let answer = try await serving { () async throws(StoreError) in try await read { catalogs.kept(epoch: $0) } }
            switch answer {
            case nil: throw .notFound
            case .read(let record)?: return record
            case .catalogMissing(let epoch)?: _ = try await catalogs.catalog(of: epoch)
            }
        }
        throw .busy
    }

    private func opened(_ record: StaffRecord) -> OpenedContact? {
        do {
            return try vault.open(record.contact, report: record.view.id)
        } catch {
            // What was reported is worth telling even when a key is gone.
            logger.error("contact data cannot be opened", metadata: ["key_id": "\(record.contact.keyID)"])
            return nil
        }
    }
}

extension ReportView {
    /// Whether the public may know of the report at all.
    fileprivate func isListed(_ catalog: ReferenceCatalog) -> Bool {
        catalog.category(categoryCode)?.treatment?.sensitivity != .unlisted
    }
}
