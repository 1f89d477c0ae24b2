package import Domain
internal import FoundationEssentials
package import Store

/// Lists of reports for anybody.
package struct PublicReports: Sendable {
    /// What a list is asked for; names of units and categories as they were sent.
    package struct Request: Sendable {
        package var filter = PublicReportFilter()
        /// Ids, or official codes; one code may be of units of several eras.
        package var units: [String]?
        /// Codes; a group's stands for all in it.
        package var categories: [String]?
        package var after: ReportPlace?
        package var limit: Int

        /// The newest `limit` of all reports.
        package init(limit: Int) {
            self.limit = limit
        }
    }

    /// Some of a list.
    package struct Page: Sendable {
        package let items: [ReportReading.Reading]
        /// Where the next page begins; nil after the last.
        package let next: ReportPlace?
    }

    /// A place where somebody wants to report something.
    package struct Place: Sendable {
        package var pin: Pin
        package var radiusM: Double
        /// As in lists.
        package var categories: [String]?
        /// What they would write.
        package var words: String?

        package init(pin: Pin, radiusM: Double, categories: [String]?, words: String?) {
            self.pin = pin
            self.radiusM = radiusM
            self.categories = categories
            self.words = words
        }
    }

    private let reader: PublicReportReader
    private let catalogs: CatalogCache

    package init(reader: PublicReportReader, catalogs: CatalogCache) {
        self.reader = reader
        self.catalogs = catalogs
    }

    /// A page of a list, the newest first. Names that are not known are `invalid`.
    package func page(_ request: Request) async throws(ServiceError) -> Page {
        let first = try await catalogs.current()
        var filter = request.filter
        var errors: [FieldError] = []
        filter.units = ReferenceCatalog.ids(of: request.units, in: "unit", &errors, find: first.unitIDs)
        filter.categories = ReferenceCatalog.ids(of: request.categories, in: "category", &errors, find: first.categoryIDs)
        if !errors.isEmpty { throw .invalid(errors) }
        let wanted = filter
        let (found, catalog) = try await catalogs.reading(with: first) { catalog throws(StoreError) in
            try await reader.list(wanted, after: request.after, limit: request.limit, catalog: catalog)
        }
        return Page(items: found.reports.map { ReportReading.Reading(of: $0, catalog) }, next: found.next)
    }

    /// What was reported near a place and is open, or was done with lately: the nearest first. In the same way.
    package func similar(
        _ place: Place
    ) async throws(ServiceError) -> [(reading: ReportReading.Reading, distanceM: Double, likeness: Double?)] {
        let first = try await catalogs.current()
        var errors: [FieldError] = []
        let categories = ReferenceCatalog.ids(of: place.categories, in: "category", &errors, find: first.categoryIDs)
        if !errors.isEmpty { throw .invalid(errors) }
        guard place.pin.isNearHanoi else { return [] }
        let (near, catalog) = try await catalogs.reading(with: first) { catalog throws(StoreError) in
            try await reader.near(place.pin, within: place.radiusM, categories: categories, catalog: catalog)
        }
        let ranked = SimilarReport.ranked(
            near.map { SimilarReport(view: $0.view, distanceM: $0.distanceM, words: place.words) }
        )
        return ranked.prefix(SimilarReport.most).map { (ReportReading.Reading(of: $0.view, catalog), $0.distanceM, $0.likeness) }
    }
}

extension ReportReading.Reading {
    /// As anybody sees it.
    init(of view: ReportView, _ catalog: ReferenceCatalog) {
        self.init(view: view, contact: nil, answer: nil, withholdingReason: nil, epoch: catalog.epoch, catalog: catalog)
    }
}
