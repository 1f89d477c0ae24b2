package import Domain
internal import Store

extension AccountAdministration {
    /// The first administrator of the city, once. Throws `accountRefused(.administratorThere)` when there has been one.
    package func bootstrap(_ username: PrincipalName, by editor: Editor) async throws(ServiceError) -> Invited {
        let isThere = try await serving { () async throws(StoreError) in try await store.hasAdministrator() }
        if isThere { throw .accountRefused(.administratorThere) }
        let coordinator = try await catalogs.newest().routing.coordinator.id
        return try await invite(username, called: username.text, at: coordinator, as: [.cityAdmin, .cityCoordinator], by: editor)
    }

    /// Every account, by username, at most `limit`, after one of them if told.
    package func all(after last: PrincipalName?, limit: Int) async throws(ServiceError) -> [Account] {
        try await serving { () async throws(StoreError) in try await store.list(AccountFilter(), after: last, limit: limit) }
    }

    /// One account, by name. Throws `notFound`.
    package func account(named name: PrincipalName) async throws(ServiceError) -> Account {
        let account = try await serving { () async throws(StoreError) in try await store.account(named: name) }
        guard let account else { throw .notFound }
        return account
    }

    /// A unit_admin for each desk of these kinds that has none, in order of codes, each told to `tell` with its desk when it is made. Safe to
    /// repeat: who was made before is not made again.
    package func provision(
        _ kinds: [AgencyKind],
        by editor: Editor,
        tell: (Invited, Agency) throws -> Void
    ) async throws -> Int {
        let desks = try await serving { () async throws(StoreError) in try await store.desksWithoutAccounts(kinds) }
        let catalog = try await catalogs.newest()
        var count = 0
        for desk in desks.compactMap({ catalog.agencies[$0.id] }) {
            guard let invited = try await invitation(for: desk, catalog, by: editor) else { continue }
            try tell(invited, desk)
            count += 1
        }
        return count
    }

    /// Names are `ba-dinh` for a committee and `ca-ba-dinh` for a police desk, with a number where that is taken.
    private func invitation(for desk: Agency, _ catalog: ReferenceCatalog, by editor: Editor) async throws -> Invited? {
        let unit = desk.unitID.flatMap { catalog.units[$0] }
        let base = (desk.kind == .police ? "ca-" : "") + Self.plain(unit?.name.vi ?? desk.code)
        let names = [String(base.prefix(32))] + (2...9).map { "\(base.prefix(30))-\($0)" }
        for name in names.compactMap({ PrincipalName($0) }) where try await isFree(name) {
            return try await invite(name, called: desk.name.vi, at: desk.id, as: [.unitAdmin], by: editor)
        }
        return nil
    }

    private func isFree(_ name: PrincipalName) async throws -> Bool {
        try await serving { () async throws(StoreError) in try await store.account(named: name) } == nil
    }

    private static func plain(_ name: String) -> String {
        String(SearchKey.folded(name).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }
}
