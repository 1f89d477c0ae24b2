package import Domain
package import Store

/// What the city looks at again each month: reporters who are not satisfied, reports the public is not shown, some of the refusals.
package struct StaffReviews: Sendable {
    /// Some of a month's.
    package struct Page: Sendable {
        package let items: [ReviewItem]
        /// Where the next page begins; nil after the last.
        package let next: ReviewItem.Place?
        package let counts: ReviewCounts
    }

    private let reader: ReviewReader
    private let catalogs: CatalogCache

    package init(reader: ReviewReader, catalogs: CatalogCache) {
        self.reader = reader
        self.catalogs = catalogs
    }

    /// A page of a month's, in order of time. Who does not look after the city's rules is `forbidden`.
    package func page(
        of month: ReviewedMonth,
        after place: ReviewItem.Place?,
        limit: Int,
        for principal: StaffPrincipal
    ) async throws(ServiceError) -> Page {
        guard principal.can(.inspect, on: .city) else { throw .forbidden }
        let (found, counts) = try await catalogs.reading(with: try await catalogs.current()) { catalog throws(StoreError) in
            try await reader.items(of: month, after: place, limit: limit + 1, catalog: catalog)
        }.value
        let items = Array(found.prefix(limit))
        return Page(items: items, next: found.count > limit ? items.last?.place : nil, counts: counts)
    }
}
