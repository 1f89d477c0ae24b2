package import Domain
internal import FoundationEssentials
package import Store

/// Practice: cases with reports that nobody filed, at desks from which nothing leaves.
package struct Practice: Sendable {
    /// A case that has begun.
    package struct Begun: Sendable {
        package let item: TrainingCase
        /// In the order of the case.
        package let reports: [ReportCode]
        /// Where they are.
        package let desk: Agency
    }

    private let store: TrainingStore
    private let catalogs: CatalogCache
    private let vault: ContactVault
    private let tokens: TrackingTokens

    package init(store: TrainingStore, catalogs: CatalogCache, vault: ContactVault, tokens: TrackingTokens) {
        self.store = store
        self.catalogs = catalogs
        self.vault = vault
        self.tokens = tokens
    }

    /// Whether somebody of staff practises.
    package func isPractising(_ principal: StaffPrincipal) async throws(ServiceError) -> Bool {
        try await catalogs.current().routing.practice?.has(principal.agency) ?? false
    }

    /// The cases that can be practised today, for who works at a desk for practice; others are `forbidden`.
    package func cases(for principal: StaffPrincipal) async throws(ServiceError) -> [TrainingCase] {
        let catalog = try await catalogs.current()
        try Self.check(principal, catalog)
        let cases = try await serving { () async throws(StoreError) in try await store.cases() }
        return cases.filter { $0.drafts(by: catalog, now: .latest) != nil }
    }

    /// Makes the reports of a case, at the desk of who begins it. A case that is not offered is `invalid`.
    package func begin(_ code: String, by principal: StaffPrincipal) async throws(ServiceError) -> Begun {
        try Self.check(principal, try await catalogs.current())
        // Another try follows a change of the reference data, or a code drawn twice.
        for _ in 0..<12 {
            switch try await attempt(code, principal) {
            case .begun(let begun): return begun
            case .failed(let error): throw error
            case .catalogMissing(let epoch): _ = try await catalogs.catalog(of: epoch)
            case .outdated: continue
            }
        }
        throw .busy
    }

    private static func check(_ principal: StaffPrincipal, _ catalog: ReferenceCatalog) throws(ServiceError) {
        guard principal.can(.practise, on: .practice(catalog.routing.practice)) else { throw .forbidden }
    }

    private enum Attempt: Sendable {
        case begun(Begun)
        case failed(ServiceError)
        case catalogMissing(epoch: Int)
        case outdated
    }

    private func attempt(_ code: String, _ principal: StaffPrincipal) async throws(ServiceError) -> Attempt {
        do throws(StoreError) {
            let result = try await store.begin(code, by: principal.account) { decide($0) }
            return result.isOutdated ? .outdated : result.decision
        } catch .violated(constraint: "report_code_key") {
            return .outdated
        } catch {
            throw ServiceError(error)
        }
    }

    private func decide(_ read: TrainingRead) -> (entries: [FilingEntry], audit: [AuditRecord], decision: Attempt) {
        guard let catalog = catalogs.kept(epoch: read.epoch) else { return ([], [], .catalogMissing(epoch: read.epoch)) }
        do throws(ServiceError) {
            // What somebody was when the request came in may be over.
            let principal = read.principal
            try Self.check(principal, catalog)
            guard let item = read.item, let drafts = item.drafts(by: catalog, now: read.now) else {
                throw .invalid([FieldError("/case", .unknownValue)])
            }
            guard let desk = catalog.agencies[principal.agency] else { throw .forbidden }
            var entries: [FilingEntry] = []
            for (draft, (report, nearby)) in zip(drafts, zip(item.reports, read.nearby)) {
                let facts = FilingFacts(
                    now: read.now.adding(seconds: -3_600 * Int64(report.hoursAgo)),
                    boundaryVersion: read.boundaryVersion,
                    nearby: catalog.nearby(nearby)
                )
                entries.append(try entry(draft, facts, at: desk, catalog))
            }
            let codes = entries.map(\.plan.code)
            let audit = codes.map { code in
                AuditRecord(
                    AuditActor(.staff, principal.name.text),
                    .practiceBegun,
                    AuditObject(.report, code.description),
                    ["case": .code(item.code)]
                )
            }
            return (entries, audit, .begun(Begun(item: item, reports: codes, desk: desk)))
        } catch {
            return ([], [], .failed(error))
        }
    }

    private func entry(
        _ draft: ReportDraft,
        _ facts: FilingFacts,
        at desk: Agency,
        _ catalog: ReferenceCatalog
    ) throws(ServiceError) -> FilingEntry {
        var generator = SystemRandomNumberGenerator()
        let code = ReportCode(filedAt: facts.now, using: &generator)
        let plan: FilingPlan
        switch FilingPlan.decide(draft, facts: facts, catalog: catalog, id: .next(), code: code, practisedAt: desk) {
        case .success(let decided): plan = decided
        case .failure(.outsideArea): throw .notReady("a case for practice lies outside the city")
        case .failure(.notConfigured(let part)): throw .notReady("not set up: \(part)")
        }
        do {
            var contact = try vault.seal(draft, report: plan.id)
            // Nobody has reported: there is nobody to be opened.
            contact.dataKey = nil
            return try FilingEntry(
                plan: plan,
                contact: contact,
                assurance: draft.assurance(from: FilingParty()),
                assertedUser: nil,
                likelyOriginal: nil,
                catalog: catalog,
                trackingKeyID: tokens.currentKeyID
            )
        } catch is SLAFault {
            throw .notReady("not set up: working time")
        } catch {
            throw .fault("contact data cannot be sealed")
        }
    }
}
