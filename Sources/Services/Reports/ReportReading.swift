package import Domain
internal import Foundation
package import Store

/// A report for its reader.
package struct ReportReading: Sendable {
    private let reports: ReportReader
    private let catalogs: CatalogCache
    private let tokens: TrackingTokens

    package init(reports: ReportReader, catalogs: CatalogCache, tokens: TrackingTokens) {
        self.reports = reports
        self.catalogs = catalogs
        self.tokens = tokens
    }

    /// The public view, or with the report's tracking token its reporter's own. A token that does not open the report,
    /// whether or not there is such a report, is `tokenInvalid`.
    package func report(_ code: ReportCode, token: String?) async throws(ServiceError) -> ReportView {
        let catalog = try await catalogs.current()
        let key = try await open(code, token)
        let view = try await serving { () async throws(StoreError) in
            if let key { try await reports.ownView(key.id, catalog: catalog) } else { try await reports.publicView(code, catalog: catalog) }
        }
        guard let view else { throw .notFound }
        return view
    }

    /// The history, as the public or the reporter may see it.
    package func timeline(_ code: ReportCode, token: String?) async throws(ServiceError) -> [TimelineItem] {
        let catalog = try await catalogs.current()
        let key = try await open(code, token)
        let items = try await serving { () async throws(StoreError) in
            if let key {
                try await reports.ownTimeline(key.id, catalog: catalog)
            } else {
                try await reports.publicTimeline(code, catalog: catalog)
            }
        }
        guard !items.isEmpty else { throw .notFound }
        return items
    }

    /// nil without a token.
    private func open(_ code: ReportCode, _ token: String?) async throws(ServiceError) -> ReportKey? {
        guard let token else { return nil }
        let key = try await serving { () async throws(StoreError) in try await reports.key(code) }
        guard let key, tokens.isValid(token, for: key.id, keyID: key.trackingKeyID) else { throw .tokenInvalid }
        return key
    }
}
