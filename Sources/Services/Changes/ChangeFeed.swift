package import Domain
package import Store

/// What happens to reports, in the order of commits, for whoever follows it.
package struct ChangeFeed: Sendable {
    /// Who follows.
    package enum Reader: Sendable {
        case anybody
        case client(ClientPrincipal)
        case desk(StaffPrincipal)
        case city(StaffPrincipal)

        package var scope: ChangeScope {
            switch self {
            case .anybody: .anybody
            case .client: .client
            case .desk: .agency
            case .city: .city
            }
        }
    }

    /// Where to begin.
    package enum Start: Sendable {
        case beginning
        /// With what comes next.
        case now
        case after(ChangePlace)
    }

    /// Some of a feed.
    package struct Page: Sendable {
        package let changes: [CommittedChange]
        /// Where it goes on: everything before it was told.
        package let next: ChangeCursor
        /// There is more already; what was looked at for this page is bounded.
        package let hasMore: Bool

        package init(changes: [CommittedChange], next: ChangeCursor, hasMore: Bool) {
            self.changes = changes
            self.next = next
            self.hasMore = hasMore
        }

        /// Nothing more yet, up to the same place.
        package var nothingMore: Page { Page(changes: [], next: next, hasMore: hasMore) }
    }

    /// Tells when there is something new.
    package let signal: ChangeSignal
    private let reader: ChangeReader
    private let catalogs: CatalogCache

    package init(reader: ChangeReader, catalogs: CatalogCache, signal: ChangeSignal) {
        self.reader = reader
        self.catalogs = catalogs
        self.signal = signal
    }

    /// What comes next, at most `limit`. A client without the right is `scopeMissing`, staff without it `forbidden`; a cursor of another
    /// history, as before a restore, is `cursorPast`.
    package func page(for reader: Reader, from start: Start, limit: Int) async throws(ServiceError) -> Page {
        let catalog = try await catalogs.current()
        let audience = try Self.audience(reader, catalog)
        guard let place = Self.place(start) else { return try await nothing(for: reader) }
        let page = try await catalogs.reading(with: catalog) { catalog throws(StoreError) in
            try await self.reader.page(of: audience, after: place, limit: limit, catalog: catalog)
        }.value
        guard let page else {
            // Public reads may be made of a standby that is a moment behind.
            let isKnown = try await serving { () async throws(StoreError) in try await self.reader.knows(place) }
            guard isKnown else { throw .cursorPast }
            return Page(changes: [], next: ChangeCursor(reader.scope, place), hasMore: false)
        }
        return Page(changes: page.changes, next: ChangeCursor(reader.scope, page.end), hasMore: page.hasMore)
    }

    /// nil: behind all there is.
    private static func place(_ start: Start) -> ChangePlace? {
        switch start {
        case .beginning: .beginning
        case .now: nil
        case .after(let place): place
        }
    }

    private func nothing(for reader: Reader) async throws(ServiceError) -> Page {
        let newest = try await serving { () async throws(StoreError) in try await self.reader.newest() }
        return Page(changes: [], next: ChangeCursor(reader.scope, newest), hasMore: false)
    }

    private static func audience(_ reader: Reader, _ catalog: ReferenceCatalog) throws(ServiceError) -> ChangeAudience {
        switch reader {
        case .anybody: return .anybody
        case .client(let client):
            guard client.scopes.contains(.followChanges) else { throw .scopeMissing }
            return .client(client.id)
        case .desk(let principal):
            guard principal.can(.followDesk, on: .desk(principal.agency)) else { throw .forbidden }
            return .desk(principal)
        case .city(let principal):
            guard principal.can(.followCity, on: .city) else { throw .forbidden }
            return .city(seesAll: catalog.agencies[principal.agency]?.isOfUnit == false)
        }
    }
}
