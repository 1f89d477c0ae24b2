package import Domain
package import FoundationEssentials
package import Store

/// What an action has led to.
package struct ActionResult: Hashable, Sendable {
    /// The report's version now.
    package let version: Int
    /// Where it stands now.
    package let status: ReportStatus
    /// The desk that has it now.
    package let holder: UUID
    /// What the history now says of it, in order: also what the passing of time added just before.
    package let entries: [HistoryEntry]
}

/// Everything that moves a report's status or clocks after its filing. Who may do what is for the caller to have checked.
package struct ReportActions: Sendable {
    private let store: ActionStore
    private let catalogs: CatalogCache

    package init(store: ActionStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Carries a command out, in one transaction with its history, clocks and levels. With `expecting` only on that version of the report
    /// (`versionDiffers`); what the rules forbid is `refused`. Two at once on one report come one after the other, and a lock that
    /// takes too long to get is `busy`.
    package func perform(
        _ command: ReportCommand,
        on code: ReportCode,
        by actor: ReportActor,
        expecting version: Int? = nil,
        needsApproval: Bool = false
    ) async throws(ServiceError) -> ActionResult {
        // Another try follows a change of the reference data; they change rarely.
        for _ in 0..<4 {
            let attempt = try await serving { () async throws(StoreError) -> Attempt? in
                try await store.change(code, original: command.original) { report in
                    decide(command, by: actor, expecting: version, needsApproval: needsApproval, on: report)
                }
            }
            switch attempt {
            case .done(let result): return result
            case .failed(let error): throw error
            case .catalogMissing(let epoch): _ = try await catalogs.catalog(of: epoch)
            case nil: throw .notFound
            }
        }
        throw .busy
    }

    private enum Attempt: Sendable {
        case done(ActionResult)
        case failed(ServiceError)
        case catalogMissing(epoch: Int)
    }

    private func decide(
        _ command: ReportCommand,
        by actor: ReportActor,
        expecting version: Int?,
        needsApproval: Bool,
        on report: LockedReport
    ) -> (course: (ReportCourse, ReferenceCatalog)?, decision: Attempt) {
        if let version, version != report.version { return (nil, .failed(.versionDiffers)) }
        guard let catalog = catalogs.kept(epoch: report.epoch) else { return (nil, .catalogMissing(epoch: report.epoch)) }
        let context = CommandContext(
            actor: actor,
            now: report.now,
            catalog: catalog,
            needsApproval: needsApproval,
            original: report.original
        )
        do {
            var course = try ReportCourse(report.entries, recorded: report.recorded, by: catalog.rules)
            switch try course.perform(command, context) {
            case .failure(let refusal): return (nil, .failed(.refused(refusal)))
            case .success: return ((course, catalog), .done(ActionResult(course, after: report.version)))
            }
        } catch {
            return (nil, .failed(.fault("clocks cannot be computed: \(error)")))
        }
    }
}

extension ActionResult {
    fileprivate init(_ course: ReportCourse, after version: Int) {
        self.version = course.isVisiblyNew ? version + 1 : version
        status = course.status
        holder = course.holder
        entries = Array(course.news)
    }
}

extension ReportCommand {
    /// The other report it names.
    fileprivate var original: ReportCode? {
        if case .markDuplicate(let code) = self { code } else { nil }
    }
}
