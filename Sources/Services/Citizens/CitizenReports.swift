package import Domain
package import Foundation
package import Store

/// The reports of a citizen who has signed in.
package struct CitizenReports: Sendable {
    /// A report of theirs.
    package struct Item: Sendable {
        package let reading: ReportReading.Reading
        /// The report's tracking token, for whoever has lost it; nil when the key it was made with is gone.
        package let trackingToken: String?
    }

    /// Some of a list.
    package struct Page: Sendable {
        package let items: [Item]
        /// The last of them, when more follow.
        package let next: UUID?
    }

    private let reader: CitizenReportReader
    private let catalogs: CatalogCache
    private let tokens: TrackingTokens
    private let vault: ContactVault

    package init(reader: CitizenReportReader, catalogs: CatalogCache, tokens: TrackingTokens, vault: ContactVault) {
        self.reader = reader
        self.catalogs = catalogs
        self.tokens = tokens
        self.vault = vault
    }

    /// Reports filed while signed in, and those with the phone that is shown to be the citizen's; the newest first, after one of them if told.
    package func page(of citizen: SignedInCitizen, after last: UUID?, limit: Int) async throws(ServiceError) -> Page {
        guard Principal.citizen(citizen.principal.id).can(.readOwnReports, on: .own) else { throw .forbidden }
        let (reports, catalog) = try await catalogs.reading(with: try await catalogs.current()) { catalog throws(StoreError) in
            try await reader.reports(
                of: citizen.principal.id,
                phones: citizen.phoneLookups,
                after: last,
                limit: limit + 1,
                catalog: catalog
            )
        }
        let items = reports.prefix(limit).map { report in
            Item(
                reading: ReportReading.Reading(
                    view: report.view,
                    contact: try? vault.open(report.contact, report: report.view.id),
                    answer: report.timeline.items.answer(in: report.view.group),
                    withholdingReason: report.timeline.items.withholdingReason,
                    epoch: catalog.epoch,
                    catalog: catalog
                ),
                trackingToken: tokens.token(for: report.view.id, keyID: report.trackingKeyID)
            )
        }
        return Page(items: items, next: reports.count > limit ? items.last?.reading.view.id : nil)
    }
}
