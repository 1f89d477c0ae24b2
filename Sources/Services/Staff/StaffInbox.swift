package import Domain
package import Store

/// What waits at desks.
package struct StaffInbox: Sendable {
    private let reader: InboxReader
    private let catalogs: CatalogCache

    package init(reader: InboxReader, catalogs: CatalogCache) {
        self.reader = reader
        self.catalogs = catalogs
    }

    /// What waits at the desk of somebody of staff; who has nothing to do with reports is `forbidden`.
    package func inbox(for principal: StaffPrincipal) async throws(ServiceError) -> Inbox {
        guard principal.can(.readInbox, on: .desk(principal.agency)) else { throw .forbidden }
        let routing = try await catalogs.current().routing
        return try await serving { () async throws(StoreError) in
            try await reader.inbox(
                of: principal.agency,
                approvesAll: principal.agency == routing.coordinator(over: principal.agency).id,
                isPractice: routing.practice?.has(principal.agency) ?? false
            )
        }
    }
}
