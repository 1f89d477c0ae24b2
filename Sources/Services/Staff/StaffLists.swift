package import Domain
internal import FoundationEssentials
package import Store

/// Lists of reports for staff.
package struct StaffLists: Sendable {
    /// What a list is asked for; names of units, desks and categories as they were sent.
    package struct Request: Sendable {
        package var filter = ReportFilter()
        /// Ids, or official codes; one code may be of units of several eras.
        package var units: [String]?
        /// Ids.
        package var agencies: [String]?
        /// Codes; a group's stands for all in it.
        package var categories: [String]?
        /// Among whose words those of a question are not found, words like them are looked for.
        package var question: ReportQuestion?
        /// The question's page before this one was of words like those asked for.
        package var isAlike = false
        package var order = ReportOrder(.due)
        package var after: ReportPlace?
        package var limit: Int

        /// The first `limit` of all reports.
        package init(limit: Int) {
            self.limit = limit
        }
    }

    /// A report in a list.
    package struct Item: Sendable {
        /// Without what was reported, and without attachments.
        package let view: ReportView
        /// The beginning of what was reported, without what tells who somebody is.
        package let excerpt: String
        /// The first limit that runs out.
        package let due: Instant?
        /// Why it should be looked at twice.
        package let moderation: Moderation?
        package let work: ReportWork
        /// How many are duplicates of it.
        package let duplicates: Int
        /// What it asks for, of the desk that lists it.
        package let attention: [ReportConcern]
        /// What that desk was asked.
        package let question: OpinionQuestion?
    }

    /// Some of a list.
    package struct Page: Sendable {
        package let items: [Item]
        /// Where the next page begins; nil after the last.
        package let next: ReportPlace?
        /// They say something like what was asked for, as nothing says that itself.
        package let isAlike: Bool
    }

    private let reader: StaffReader
    private let catalogs: CatalogCache
    private let vault: ContactVault

    package init(reader: StaffReader, catalogs: CatalogCache, vault: ContactVault) {
        self.reader = reader
        self.catalogs = catalogs
        self.vault = vault
    }

    /// A page of a list. Names that are not known are `invalid`. The coordinator lists every report, others what is at their own desk, what
    /// it was asked about, or what it had; a report's code finds whatever the desk may see. Who has nothing to do with reports is `forbidden`,
    /// and so is looking for a phone to who may not know who reported. Desks for practice list what is practised, and nobody else does.
    package func page(_ request: Request, for principal: StaffPrincipal) async throws(ServiceError) -> Page {
        guard principal.can(.listReports, on: .desk(principal.agency)) else { throw .forbidden }
        let catalog = try await catalogs.current()
        var filter = try Self.filter(request, catalog)
        filter.isPractice = catalog.routing.practice?.has(principal.agency) ?? false
        filter.withSecrets = principal.agency == catalog.routing.coordinator(over: principal.agency).id
        switch (filter.attention, request.question) {
        case (.askedForOpinion, _): filter.asked = principal.agency
        case (.held, _): filter.knownTo = principal.agency
        case _ where filter.withSecrets: break
        case (_, .code): filter.readableBy = principal.agency
        default: filter.agencies = filter.agencies.map { $0.filter { $0 == principal.agency } } ?? [principal.agency]
        }
        // A desk that does not have a report does not learn who reported.
        if case .phone = request.question, filter.asked != nil || filter.knownTo != nil { throw .forbidden }
        let actor = AuditActor(.staff, principal.name.text)
        let search = try search(request.question, isAlike: request.isAlike, by: actor, principal)
        let first = try await page(request, filter, search, for: principal.agency, catalog)
        guard first.items.isEmpty, first.next == nil, request.after == nil, case .words(let words) = search else { return first }
        return try await page(request, filter, .wordsLike(words), for: principal.agency, catalog)
    }

    private func search(
        _ question: ReportQuestion?,
        isAlike: Bool,
        by actor: AuditActor,
        _ principal: StaffPrincipal
    ) throws(ServiceError) -> ReportSearch? {
        switch question {
        case .code(let code): return .code(code)
        case .phone(let phone):
            guard principal.can(.searchReporters, on: .desk(principal.agency)) else { throw .forbidden }
            return .phone(vault.digests(of: phone), by: actor)
        case .words(let words): return isAlike ? .wordsLike(words) : .words(words)
        case nil: return nil
        }
    }

    private func page(
        _ request: Request,
        _ filter: ReportFilter,
        _ search: ReportSearch?,
        for desk: UUID,
        _ catalog: ReferenceCatalog
    ) async throws(ServiceError) -> Page {
        let entry = Self.audit(search, limit: request.limit)
        let found = try await catalogs.reading(with: catalog) { catalog throws(StoreError) in
            // One more than asked for tells whether there is a next page.
            try await reader.list(
                filter,
                saying: search,
                by: request.order,
                after: request.after,
                limit: request.limit + 1,
                for: desk,
                catalog: catalog,
                auditing: entry
            )
        }.value
        let reports = found.reports.prefix(request.limit)
        return Page(
            items: reports.map(Item.init),
            next: found.reports.count > reports.count ? reports.last?.place : found.passed,
            isAlike: search?.isAlike ?? false
        )
    }

    /// Being told which reports are somebody's by their phone is learning that of each: of so many that are shown.
    private static func audit(_ search: ReportSearch?, limit: Int) -> (@Sendable ([ListedReport]) -> [AuditRecord])? {
        guard case .phone(_, let actor) = search else { return nil }
        return { found in audit(found.prefix(limit), by: actor) }
    }

    private static func audit(_ reports: ArraySlice<ListedReport>, by actor: AuditActor) -> [AuditRecord] {
        let codes = reports.filter { !$0.view.isPractice }.map(\.view.code.description)
        return stride(from: 0, to: max(codes.count, 1), by: mostNamed).map { start in
            let named = Array(codes[start..<min(start + mostNamed, codes.count)])
            let details: [String: AuditRecord.Detail] = [
                "found": .number(named.count), "reports": .codes(named), "fields": .codes([PrivateField.phone.rawValue]),
            ]
            return AuditRecord(actor, .contactSearched, AuditObject(.staffList, "reports"), details)
        }
    }

    /// Reports in one entry of the audit, which takes 4 KB.
    private static let mostNamed = 200

    private static func filter(_ request: Request, _ catalog: ReferenceCatalog) throws(ServiceError) -> ReportFilter {
        var filter = request.filter
        var errors: [FieldError] = []
        filter.units = ReferenceCatalog.ids(of: request.units, in: "unit", &errors, find: catalog.unitIDs)
        filter.agencies = ReferenceCatalog.ids(of: request.agencies, in: "agency", &errors) { name in
            UUID(uuidString: name).flatMap { catalog.agencies[$0] }.map { [$0.id] } ?? []
        }
        filter.categories = ReferenceCatalog.ids(of: request.categories, in: "category", &errors, find: catalog.categoryIDs)
        if !errors.isEmpty { throw .invalid(errors) }
        return filter
    }
}

extension StaffLists.Item {
    fileprivate init(_ report: ListedReport) {
        view = report.view
        excerpt = report.excerpt
        due = report.due
        moderation = report.moderation
        work = report.work
        duplicates = report.duplicates
        attention = report.attention
        question = report.question
    }
}
