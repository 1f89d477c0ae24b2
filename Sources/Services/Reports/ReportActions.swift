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

/// Everything that moves a report's status or clocks after its filing.
package struct ReportActions: Sendable {
    private let store: ActionStore
    private let catalogs: CatalogCache

    package init(store: ActionStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Carries a command out, in one transaction with its history, clocks and levels. With `expecting` only on that version of the report
    /// (`versionDiffers`); what the rules forbid is `refused`. Two at once on one report come one after the other, and a lock that
    /// takes too long to get is `busy`. Who may do what, and whether they show what they have to, is for the caller to have checked. What
    /// the system does because two people agreed on it is in the audit under the name of who proposed it.
    package func perform(
        _ command: ReportCommand,
        on code: ReportCode,
        by actor: ReportActor,
        expecting version: Int? = nil,
        agreed agreement: Approval? = nil
    ) async throws(ServiceError) -> ActionResult {
        try await perform(
            Order(command: command, actor: actor, versions: version.map { [$0] }, agreement: agreement),
            on: code
        ).result
    }

    /// The same for somebody of staff, with the words and files that go with it, on one of these versions; accepted it may be published at
    /// once. For a desk that may not see the report there is none (`notFound`), for one that may see it but not do this to it it is
    /// `forbidden`. Comes back with the report and with them as they are then; the audit keeps its handing out as `disclosing` tells it.
    package func perform(
        _ command: ReportCommand,
        saying texts: [ActionText],
        showing files: ActionFiles = ActionFiles(),
        thenPublishing publishes: Bool = false,
        on code: ReportCode,
        by principal: StaffPrincipal,
        expecting versions: Set<Int>,
        disclosing: @escaping @Sendable (StaffPrincipal) -> Disclosing
    ) async throws(ServiceError) -> (StaffRecord, for: StaffPrincipal) {
        let order = Order(
            command: command,
            actor: principal.actor,
            versions: versions,
            texts: texts,
            files: files,
            publishes: publishes,
            principal: principal
        )
        guard let view = try await perform(order, on: code, disclosing: disclosing).view else {
            throw .fault("no view of a changed report")
        }
        return view
    }

    /// The same without the report: its private part is not shown, and the audit keeps the act alone.
    package func perform(
        _ command: ReportCommand,
        saying texts: [ActionText],
        showing files: ActionFiles,
        thenPublishing publishes: Bool,
        on code: ReportCode,
        by principal: StaffPrincipal,
        expecting versions: Set<Int>
    ) async throws(ServiceError) -> ActionResult {
        let order = Order(
            command: command,
            actor: principal.actor,
            versions: versions,
            texts: texts,
            files: files,
            publishes: publishes,
            principal: principal
        )
        return try await perform(order, on: code).result
    }

    /// What is to be done, and what has to hold for it.
    fileprivate struct Order: Sendable {
        let command: ReportCommand
        var actor: ReportActor
        /// nil: any.
        let versions: Set<Int>?
        var texts: [ActionText] = []
        var files = ActionFiles()
        /// Whether the report is published with it.
        var publishes = false
        /// Who of staff asks for it: they have to have the right, and are shown the report.
        var principal: StaffPrincipal?
        /// What two people agreed on, of what the system does because of that.
        var agreement: Approval?

        /// Whether it decides on what somebody has asked for.
        var isDecision: Bool { command == .approve || command == .sendBack }
    }

    private func perform(
        _ order: Order,
        on code: ReportCode,
        disclosing: (@Sendable (StaffPrincipal) -> Disclosing)? = nil
    ) async throws(ServiceError) -> (result: ActionResult, view: (StaffRecord, for: StaffPrincipal)?) {
        // Another try follows a change of the reference data; they change rarely.
        for _ in 0..<12 {
            let attempt = try await serving {
                () async throws(StoreError) -> (decision: Attempt, view: (StaffRecord, for: StaffPrincipal)?)? in
                try await store.change(
                    code,
                    original: order.command.original,
                    relocatingTo: order.command.pin,
                    assigning: order.command.assignment,
                    by: order.principal?.account,
                    showing: order.files.attachments,
                    withRedactions: !order.command.kept.isEmpty,
                    disclosing: disclosing
                ) { decide(order, on: $0, of: code) }
            }
            guard let attempt else { throw .notFound }
            switch attempt.decision {
            case .done(let result): return (result, attempt.view)
            case .failed(let error): throw error
            case .catalogMissing(let epoch): _ = try await catalogs.catalog(of: epoch)
            }
        }
        throw .busy
    }

    private enum Attempt: Sendable {
        case done(ActionResult)
        case failed(ServiceError)
        case catalogMissing(epoch: Int)
    }

    /// Where what is reported would be handled at another place; nil: nowhere in the city.
    private static func rerouting(
        to place: PlaceRead,
        from routed: (unit: UUID?, desk: UUID),
        _ history: [HistoryEntry],
        _ catalog: ReferenceCatalog
    ) -> Rerouting? {
        guard let version = place.boundaryVersion,
            let location = UnitLocation.resolve(catalog.nearby(place.nearby), accuracyM: nil, approximate: version.isApproximate),
            let category = catalog.categories.first(where: { $0.id == history.standing.classification?.category })
        else { return nil }
        let decision = catalog.routing.decide(category, at: location, by: version)
        let desk = decision.standsInFor ?? decision.agency
        return Rerouting(decision, isNew: decision.unit?.id != routed.unit || desk.id != routed.desk)
    }

    private func decide(_ order: Order, on report: LockedReport, of code: ReportCode) -> (change: ReportChange?, decision: Attempt) {
        guard let catalog = catalogs.kept(epoch: report.epoch) else { return (nil, .catalogMissing(epoch: report.epoch)) }
        // What somebody was when the request came in may be over.
        let order = order.standing(of: report.principal)
        guard order.mayBeKnown(report, catalog) else { return (nil, .failed(.notFound)) }
        if let versions = order.versions, !versions.contains(report.version) { return (nil, .failed(.versionDiffers)) }
        let rerouting = report.place.flatMap { Self.rerouting(to: $0.read, from: $0.routed, report.entries, catalog) }
        do throws(SLAFault) {
            var course = try ReportCourse(report.entries, recorded: report.recorded, by: catalog.rules)
            let request = order.isDecision ? course.requestSeq : nil
            let context = CommandContext(
                actor: order.actor,
                now: report.now,
                catalog: catalog,
                needsApproval: order.needsApproval(catalog, report.entries),
                original: report.original,
                rerouting: rerouting,
                isAssignable: report.isAssignable,
                hasDuplicates: report.hasDuplicates,
                isListed: report.isListed,
                redactions: report.redactions,
                hasPhoto: order.hasPhoto(report.pictured, request: request),
                photographedAt: order.files.photographedAt
            )
            guard order.isPermitted(on: course, catalog) else { return (nil, .failed(.forbidden)) }
            if let request, let name = order.principal?.name.text, report.staff[request] == name {
                return (nil, .failed(.refused(.ownRequest)))
            }
            if case .failure(let refusal) = order.files.check(among: report.files) { return (nil, .failed(.refused(refusal))) }
            switch try order.carriedOut(on: &course, context) {
            case .failure(let refusal): return (nil, .failed(.refused(refusal)))
            case .success:
                let aside = order.aside(course, request: order.command == .approve ? request : nil)
                let answered = try course.replying(to: order.command, from: report.replies, now: report.now, by: catalog)
                let change = ReportChange(
                    course: answered?.course ?? course,
                    catalog: catalog,
                    aside: aside,
                    reply: (answered?.reply.text).map { ActionText(role: .message, text: $0) },
                    audit: order.audit(aside, of: code),
                    relocation: order.relocation(course, rerouting, catalog),
                    kept: order.command.kept,
                    hidden: order.command.hidden
                )
                return (change, .done(ActionResult(change.course, after: report.version)))
            }
        } catch {
            return (nil, .failed(ServiceError(error)))
        }
    }
}

extension ReportActions.Order {
    /// The same order by the principal as they are now.
    fileprivate func standing(of current: StaffPrincipal?) -> Self {
        guard let current else { return self }
        var order = self
        (order.principal, order.actor) = (current, current.actor)
        return order
    }

    fileprivate func mayBeKnown(_ report: LockedReport, _ catalog: ReferenceCatalog) -> Bool {
        principal?.can(.readReport, on: .sight(ReportSight(report.entries, isSecret: report.isSecret, catalog))) ?? true
    }

    fileprivate func isPermitted(on course: ReportCourse, _ catalog: ReferenceCatalog) -> Bool {
        principal?.can(.act(command.action), on: .course(course, coordinator: catalog.routing.coordinator(over: course.holder))) ?? true
    }

    /// Whether the desk that has the report lets a leader approve its answers. Nobody does in practice.
    fileprivate func needsApproval(_ catalog: ReferenceCatalog, _ history: [HistoryEntry]) -> Bool {
        principal != nil && history.last.flatMap { catalog.agencies[$0.holder] }?.needsApproval == true
    }

    /// Whether a picture of what was done or found is shown with it, or was with the request it decides on. What was given and taken back
    /// since is that request's.
    fileprivate func hasPhoto(_ pictured: Set<Int>, request: Int?) -> Bool {
        guard principal != nil else { return true }
        return if let request { pictured.contains { $0 >= request } } else { !files.evidence.isEmpty }
    }

    fileprivate func carriedOut(
        on course: inout ReportCourse,
        _ context: CommandContext
    ) throws(SLAFault) -> Result<Void, CommandRefusal> {
        let done = try course.perform(command, context)
        guard publishes, case .success = done else { return done }
        return try course.perform(.publish(keeping: []), context)
    }

    /// Where it is from now on.
    fileprivate func relocation(
        _ course: ReportCourse,
        _ rerouting: Rerouting?,
        _ catalog: ReferenceCatalog
    ) -> (pin: Pin, rerouting: Rerouting, sensitivity: Sensitivity)? {
        guard let pin = command.pin, let rerouting else { return nil }
        let category = catalog.categories.first { $0.id == course.classification?.category }
        return (pin, rerouting, category?.treatment?.sensitivity ?? .unlisted)
    }

    /// Beside the first entry that is the actor's own: what stands before it time has added.
    fileprivate func aside(_ course: ReportCourse, request: Int?) -> ReportChange.Aside? {
        guard let name = principal?.name.text, let entry = course.news.first(where: { $0.actor == actor }) else { return nil }
        let request = request.map { (seq: $0, isSolution: entry.type == .resolved) }
        return ReportChange.Aside(seq: entry.seq, name: name, texts: texts, files: files, request: request)
    }

    /// What the audit tells of it, with the number of its entry in the history, and how many parts were kept that look like somebody's.
    fileprivate func audit(_ aside: ReportChange.Aside?, of code: ReportCode) -> AuditRecord? {
        guard let doer = principal.map({ AuditActor(.staff, $0.name.text) }) ?? agreement.map({ AuditActor($0.proposedBy) }) else {
            return nil
        }
        var details: [String: AuditRecord.Detail] = ["act": .code(command.action.rawValue)]
        if let aside { details["seq"] = .number(aside.seq) }
        if let agreement { details["approval"] = .code(agreement.id.uuidString.lowercased()) }
        if !command.kept.isEmpty { details["kept"] = .number(command.kept.count) }
        if publishes { details["publish"] = .code("true") }
        return AuditRecord(doer, .reportAct, AuditObject(.report, code.description), details)
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
