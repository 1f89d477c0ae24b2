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
        /// The desk's answer, for the reporter: of a duplicate its original's.
        package let answer: TimelineItem?
        /// Why what they wrote is not shown, for the reporter.
        package let withholdingReason: String?
        /// Of the names in it: they may change without the report.
        package let epoch: Int
        /// The names in it.
        package let catalog: ReferenceCatalog
    }

    /// A history with the names in it.
    package struct Timeline: Sendable {
        package let items: [TimelineItem]
        /// Whether it is the reporter's.
        package let isOwn: Bool
        /// Another whenever something else would be shown.
        package let version: String
        package let catalog: ReferenceCatalog
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

    /// The public view, or its reporter's own for whoever shows that it is theirs. A token that does not open the report, whether or not
    /// there is such a report, is `tokenInvalid`; a citizen whose it is not sees what everybody sees.
    package func report(_ code: ReportCode, by claim: ReporterClaim?) async throws(ServiceError) -> Reading {
        let catalog = try await catalogs.current()
        if let key = try await key(code, claim) { return try await ownReading(key, catalog) }
        let read = try await catalogs.reading(with: catalog) { catalog throws(StoreError) in
            try await reports.publicView(code, catalog: catalog)
        }
        guard let view = read.value else { throw .notFound }
        return Reading(of: view, read.catalog)
    }

    /// The reporter's own view, for whoever has shown in another way that the report is theirs.
    func ownReading(of code: ReportCode) async throws(ServiceError) -> Reading {
        let catalog = try await catalogs.current()
        let key = try await serving { () async throws(StoreError) in try await reports.key(code) }
        guard let key else { throw .notFound }
        return try await ownReading(key, catalog)
    }

    private func ownReading(_ key: ReportKey, _ first: ReferenceCatalog) async throws(ServiceError) -> Reading {
        let ((found, timeline), catalog) = try await catalogs.reading(with: first) { catalog throws(StoreError) in
            let own = try await reports.ownView(key.id, catalog: catalog)
            return (own, try await reports.ownTimeline(key.id, catalog: catalog))
        }
        guard let own = found else { throw .notFound }
        var contact: OpenedContact?
        do {
            contact = try vault.open(own.contact, report: key.id)
        } catch {
            // Status and time limits are worth telling even when a key is gone.
            logger.error("contact data cannot be opened", metadata: ["key_id": "\(own.contact.keyID)"])
        }
        return Reading(
            view: own.view,
            contact: contact,
            answer: timeline.items.answer(in: own.view.group),
            withholdingReason: timeline.items.withholdingReason,
            epoch: catalog.epoch,
            catalog: catalog
        )
    }

    /// The history, as the public or the reporter may see it.
    package func timeline(_ code: ReportCode, by claim: ReporterClaim?) async throws(ServiceError) -> Timeline {
        let first = try await catalogs.current()
        let key = try await key(code, claim)
        let (timeline, catalog) = try await catalogs.reading(with: first) { catalog throws(StoreError) in
            if let key {
                try await reports.ownTimeline(key.id, catalog: catalog)
            } else {
                try await reports.publicTimeline(code, catalog: catalog)
            }
        }
        guard !timeline.items.isEmpty else { throw .notFound }
        return Timeline(items: timeline.items, isOwn: key != nil, version: timeline.version, catalog: catalog)
    }

    /// Which report somebody sees as its reporter; nil where they see what everybody sees. Throws `tokenInvalid`.
    func key(_ code: ReportCode, _ claim: ReporterClaim?) async throws(ServiceError) -> ReportKey? {
        switch claim {
        case .token(let token): return try await key(code, token: token)
        case .citizen(let citizen):
            return try await serving { () async throws(StoreError) in
                try await reports.key(code, of: citizen.principal.id, phones: citizen.phoneLookups)
            }
        case .client, nil: return nil
        }
    }

    /// Which report a token opens. Throws `tokenInvalid`.
    func key(_ code: ReportCode, token: String) async throws(ServiceError) -> ReportKey {
        let key = try await serving { () async throws(StoreError) in try await reports.key(code) }
        guard let key, tokens.isValid(token, for: key.id, keyID: key.trackingKeyID) else { throw .tokenInvalid }
        return key
    }
}
