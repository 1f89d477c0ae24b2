package import Domain
package import FoundationEssentials
package import Store

/// What desks say often. Whoever works at a desk, or looks after it, reads its own; whoever runs it changes them.
package struct AnswerTemplates: Sendable {
    /// What is to be changed of a template; what is nil stays.
    package struct Change: Sendable {
        package let action: ReportAction?
        package let title: String?
        package let text: String?

        package init(action: ReportAction?, title: String?, text: String?) {
            self.action = action
            self.title = title
            self.text = text
        }
    }

    private let store: AccountStore
    private let catalogs: CatalogCache

    package init(store: AccountStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// A desk's templates, by title; their own unless told. Throws `forbidden`.
    package func list(
        of agency: UUID?,
        for action: ReportAction?,
        for principal: StaffPrincipal
    ) async throws(ServiceError) -> [AnswerTemplate] {
        let desk = agency ?? principal.agency
        guard principal.knowsTeams(of: desk) else { throw .forbidden }
        return try await serving { () async throws(StoreError) in try await store.templates(of: desk, for: action) }
    }

    /// One template. Throws `notFound`.
    package func template(_ id: UUID, for principal: StaffPrincipal) async throws(ServiceError) -> AnswerTemplate {
        let template = try await serving { () async throws(StoreError) in try await store.template(id) }
        guard let template, principal.knowsTeams(of: template.agency) else { throw .notFound }
        return template
    }

    /// Makes a template; of their own desk unless told. Throws `invalid`, `forbidden` and `accountRefused`.
    package func make(
        _ action: ReportAction,
        title: String,
        text: String,
        at agency: UUID?,
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> AnswerTemplate {
        let desk = agency ?? principal.agency
        guard try await catalogs.newest().agencies[desk] != nil else { throw .invalid([FieldError("/agency", .unknownValue)]) }
        let content = try Self.checked(action, title, text)
        return try await serving { () async throws(StoreError) in
            try await store.makeTemplate(.next(), at: desk, content, by: .staff(principal))
        }.get()
    }

    /// Changes a template. Throws `notFound` and `versionDiffers` besides.
    package func change(
        _ id: UUID,
        _ change: Change,
        expecting versions: Set<Int>,
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> AnswerTemplate {
        // What stays is good: something good stands in for it here.
        let new = try Self.checked(change.action ?? .note, change.title ?? "–", change.text ?? "–")
        return try await serving { () async throws(StoreError) in
            try await store.changeTemplate(
                id,
                { old in
                    AnswerTemplate.Content(
                        kept: change.action ?? old.action,
                        title: change.title == nil ? old.title : new.title,
                        text: change.text == nil ? old.text : new.text
                    )
                },
                expecting: versions,
                by: .staff(principal)
            )
        }.get()
    }

    /// Takes a template away. Throws `notFound`, `forbidden` and `versionDiffers`.
    package func drop(_ id: UUID, expecting versions: Set<Int>, by principal: StaffPrincipal) async throws(ServiceError) {
        _ = try await serving { () async throws(StoreError) in
            try await store.dropTemplate(id, expecting: versions, by: .staff(principal))
        }.get()
    }

    private static func checked(_ action: ReportAction, _ title: String, _ text: String) throws(ServiceError) -> AnswerTemplate.Content {
        switch AnswerTemplate.Content.check(action, title: title, text: text) {
        case .success(let content): return content
        case .failure(let fields): throw .invalid(fields.errors)
        }
    }
}
