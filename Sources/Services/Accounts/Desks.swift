package import Domain
package import FoundationEssentials
package import Store

/// Desks as staff know them, and their teams.
package struct Desks: Sendable {
    private let store: AccountStore
    private let catalogs: CatalogCache

    package init(store: AccountStore, catalogs: CatalogCache) {
        self.store = store
        self.catalogs = catalogs
    }

    /// Every desk, by code, at most `limit`, after one of them if told.
    package func list(after last: String?, limit: Int, for principal: StaffPrincipal) async throws(ServiceError) -> [DeskRecord] {
        guard principal.can(.readDesks, on: .city) else { throw .forbidden }
        let catalog = try await catalogs.newest()
        let duties = try await serving { () async throws(StoreError) in try await store.duties() }
        return catalog.agencies.values.sorted { $0.code < $1.code }
            .filter { agency in last.map { $0 < agency.code } ?? true }
            .prefix(limit)
            .map { DeskRecord(agency: $0, duty: duties[$0.id]?.contact, version: duties[$0.id]?.version ?? 0) }
    }

    /// One desk. Throws `notFound`.
    package func desk(_ id: UUID, for principal: StaffPrincipal) async throws(ServiceError) -> DeskRecord {
        guard principal.can(.readDesks, on: .city) else { throw .forbidden }
        guard let agency = try await catalogs.newest().agencies[id] else { throw .notFound }
        let duty = try await serving { () async throws(StoreError) in try await store.duties() }[id]
        return DeskRecord(agency: agency, duty: duty?.contact, version: duty?.version ?? 0)
    }

    /// Says whom to call at a desk, and whether a leader approves its answers; what is nil stays. Throws `notFound`, `forbidden`, `versionDiffers` and `invalid`.
    package func change(
        _ id: UUID,
        duty contact: DutyContact?,
        needsApproval: Bool?,
        expecting versions: Set<Int>,
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> DeskRecord {
        guard principal.can(.readDesks, on: .city), let agency = try await catalogs.newest().agencies[id] else { throw .notFound }
        var note: String?
        if let text = contact?.note {
            do throws(FreeTextError) { note = try AccountWords.note.check(text) } catch {
                throw .invalid([FieldError("/duty/note", FieldErrorCode(error))])
            }
        }
        let checked = contact.map { DutyContact(phone: $0.phone, email: $0.email, note: note) }
        let settings = try await serving { () async throws(StoreError) in
            try await store.changeDesk(id, duty: checked, needsApproval: needsApproval, expecting: versions, by: .staff(principal))
        }.get()
        let changed = needsApproval == nil ? agency : try await catalogs.newest().agencies[id] ?? agency
        return DeskRecord(agency: changed, duty: settings.duty, version: settings.version)
    }

    /// A desk's teams, by name; their own unless told. Throws `forbidden`.
    package func teams(of agency: UUID?, for principal: StaffPrincipal) async throws(ServiceError) -> [Team] {
        let desk = agency ?? principal.agency
        guard principal.knowsTeams(of: desk) else { throw .forbidden }
        return try await serving { () async throws(StoreError) in try await store.teams(of: desk) }
    }

    /// Who works at one's own desk, by name. Throws `forbidden`.
    package func colleagues(of principal: StaffPrincipal) async throws(ServiceError) -> [Colleague] {
        guard principal.can(.listReports, on: .desk(principal.agency)) else { throw .forbidden }
        return try await serving { () async throws(StoreError) in try await store.colleagues(at: principal.agency) }
    }

    /// One team. Throws `notFound`.
    package func team(_ id: UUID, for principal: StaffPrincipal) async throws(ServiceError) -> Team {
        let team = try await serving { () async throws(StoreError) in try await store.team(id) }
        guard let team, principal.knowsTeams(of: team.agency) else { throw .notFound }
        return team
    }

    /// Makes a team; at their own desk unless told. Throws `invalid`, `forbidden` and `accountRefused`.
    package func makeTeam(
        _ name: String,
        of members: [UUID],
        at agency: UUID?,
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> Team {
        let desk = agency ?? principal.agency
        guard try await catalogs.newest().agencies[desk] != nil else { throw .invalid([FieldError("/agency", .unknownValue)]) }
        let order = TeamOrder(name: try AccountAdministration.checked(name, at: "/name"), members: members)
        return try await serving { () async throws(StoreError) in
            try await store.makeTeam(.next(), at: desk, order, by: .staff(principal))
        }.get()
    }

    /// Changes a team; what is nil stays. Throws `notFound` and `versionDiffers` besides.
    package func changeTeam(
        _ id: UUID,
        name: String?,
        members: [UUID]?,
        expecting versions: Set<Int>,
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> Team {
        var checked: String?
        if let name { checked = try AccountAdministration.checked(name, at: "/name") }
        let order = TeamOrder(name: checked, members: members)
        return try await serving { () async throws(StoreError) in
            try await store.changeTeam(id, order, expecting: versions, by: .staff(principal))
        }.get()
    }

    /// Dissolves a team. Throws `notFound`, `forbidden` and `versionDiffers`.
    package func dissolveTeam(_ id: UUID, expecting versions: Set<Int>, by principal: StaffPrincipal) async throws(ServiceError) {
        _ = try await serving { () async throws(StoreError) in
            try await store.dissolveTeam(id, expecting: versions, by: .staff(principal))
        }.get()
    }
}
