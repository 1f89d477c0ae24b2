package import Domain
internal import Foundation
internal import Logging
package import Store

/// A report for its reader.
package struct ReportReading: Sendable {
    /// A report, and for its reporter the contact data they gave.
    package struct Reading: Sendable {
        package let view: ReportView
        /// nil where none was given, or where it cannot be opened any more.
        package let contact: OpenedContact?
        /// Of the names in it: they may change without the report.
        package let epoch: Int
    }

    /// A history, and the epoch of the names in it.
    package struct Timeline: Sendable {
        package let items: [TimelineItem]
        package let epoch: Int
    }

    private let reports: ReportReader
    private let catalogs: CatalogCache
    private let tokens: TrackingTokens
    private let vault: ContactVault
    private let logger = Logger(label: "phananh.reports")

    package init(reports: ReportReader, catalogs: CatalogCache, tokens: TrackingTokens, vault: ContactVault) {
        self.reports = reports
        self.catalogs = catalogs
        self.tokens = tokens
        self.vault = vault
    }

    /// The public view, or with the report's tracking token its reporter's own. A token that does not open the report,
    /// whether or not there is such a report, is `tokenInvalid`.
    package func report(_ code: ReportCode, token: String?) async throws(ServiceError) -> Reading {
        let catalog = try await catalogs.current()
        if let key = try await key(code, token) { return try await ownReading(key, catalog) }
        let view = try await serving { () async throws(StoreError) in try await reports.publicView(code, catalog: catalog) }
        guard let view else { throw .notFound }
        return Reading(view: view, contact: nil, epoch: catalog.epoch)
    }

    /// The reporter's own view, for whoever has shown in another way that the report is theirs.
    func ownReading(of code: ReportCode) async throws(ServiceError) -> Reading {
        let catalog = try await catalogs.current()
        let key = try await serving { () async throws(StoreError) in try await reports.key(code) }
        guard let key else { throw .notFound }
        return try await ownReading(key, catalog)
    }

    private func ownReading(_ key: ReportKey, _ catalog: ReferenceCatalog) async throws(ServiceError) -> Reading {
        let own = try await serving { () async throws(StoreError) in try await reports.ownView(key.id, catalog: catalog) }
        guard let own else { throw .notFound }
        var contact: OpenedContact?
        do {
            contact = try vault.open(own.contact, report: key.id)
        } catch {
            // Status and time limits are worth telling even when a key is gone.
            logger.error("contact data cannot be opened", metadata: ["key_id": "\(own.contact.keyID)"])
        }
        return Reading(view: own.view, contact: contact, epoch: catalog.epoch)
    }

    /// The history, as the public or the reporter may see it.
    package func timeline(_ code: ReportCode, token: String?) async throws(ServiceError) -> Timeline {
        let catalog = try await catalogs.current()
        let key = try await key(code, token)
        let items = try await serving { () async throws(StoreError) in
            if let key {
                try await reports.ownTimeline(key.id, catalog: catalog)
            } else {
                try await reports.publicTimeline(code, catalog: catalog)
            }
        }
        guard !items.isEmpty else { throw .notFound }
        return Timeline(items: items, epoch: catalog.epoch)
    }

    /// Which report a token opens; nil without one. Throws `tokenInvalid`.
    func key(_ code: ReportCode, _ token: String?) async throws(ServiceError) -> ReportKey? {
        guard let token else { return nil }
        let key = try await serving { () async throws(StoreError) in try await reports.key(code) }
        guard let key, tokens.isValid(token, for: key.id, keyID: key.trackingKeyID) else { throw .tokenInvalid }
        return key
    }
}
