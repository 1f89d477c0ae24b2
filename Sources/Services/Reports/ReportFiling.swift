internal import Crypto
package import Domain
internal import Foundation
package import Store

/// What a filing is answered with.
package struct Filing: Sendable {
    package let receipt: ReportReceipt
    package let trackingToken: String
    /// The key had been used for the same body before: nothing was filed now.
    package let isReplay: Bool
}

/// Takes reports in: finds who is responsible, sets the clocks, and keeps them before anything is answered.
package struct ReportFiling: Sendable {
    private let filings: FilingStore
    private let reports: ReportReader
    private let catalogs: CatalogCache
    private let vault: ContactVault
    private let tokens: TrackingTokens

    package init(filings: FilingStore, reports: ReportReader, catalogs: CatalogCache, vault: ContactVault, tokens: TrackingTokens) {
        self.filings = filings
        self.reports = reports
        self.catalogs = catalogs
        self.vault = vault
        self.tokens = tokens
    }

    /// Files a report once for each key. `body` is the request's raw bytes, by which a repeated key is told from a reused one. A client
    /// without the scope for what it does is `scopeMissing`.
    package func file(
        _ submission: ReportSubmission,
        key: String,
        body: [UInt8],
        from party: FilingParty = FilingParty()
    ) async throws(ServiceError) -> Filing {
        try Self.check(party)
        let key = FilingKey(client: party.client?.id, key: key, fingerprint: Self.fingerprint(body, party))
        let pin = submission.effectivePin.flatMap { $0.isNearHanoi ? $0 : nil }
        // Another try follows a change of routing between read and write, a lost race for the key or a code drawn twice. Two are
        // enough in life. Changes without pause do starve filings, as each waits its turn behind the next change: then it is busy.
        for _ in 0..<12 {
            switch try await attempt(submission, from: party, key: key, pin: pin) {
            case .planned(let plan, let trackingKeyID): return try filing(plan.receipt(trackingKeyID: trackingKeyID), isReplay: false)
            case .filedBefore(let report, let epoch): return try await replay(report, try await catalogs.catalog(of: epoch))
            case .refused(let error): throw error
            case .catalogMissing(let epoch): _ = try await catalogs.catalog(of: epoch)
            case .outdated: continue
            }
        }
        throw .busy
    }

    private enum Attempt: Sendable {
        case planned(FilingPlan, trackingKeyID: String)
        case filedBefore(report: UUID, epoch: Int)
        case refused(ServiceError)
        case catalogMissing(epoch: Int)
        case outdated
    }

    private static func check(_ party: FilingParty) throws(ServiceError) {
        if let client = party.client, !client.scopes.contains(.fileReports) { throw .scopeMissing }
        if party.assertion != nil, party.client?.scopes.contains(.assertReporters) != true { throw .scopeMissing }
    }

    /// Of the body, and of whom the client speaks for: another user's report is another report.
    private static func fingerprint(_ body: [UInt8], _ party: FilingParty) -> Data {
        var hash = SHA256()
        hash.update(data: body)
        if let assertion = party.assertion {
            hash.update(data: Data("\(assertion.assurance.rawValue)|".utf8) + assertion.user)
        }
        return Data(hash.finalize())
    }

    private func attempt(
        _ submission: ReportSubmission,
        from party: FilingParty,
        key: FilingKey,
        pin: Pin?
    ) async throws(ServiceError) -> Attempt {
        do {
            let (outcome, attempt) = try await filings.file(key, pin: pin) { decide(submission, from: party, $0) }
            return switch outcome {
            case .filed, .nothingWritten: attempt
            case .keyTaken, .outdated: .outdated
            }
        } catch .violated(constraint: "report_code_key") {
            return .outdated
        } catch .violated(constraint: "report_client_source_key") {
            throw .externalIDTaken
        } catch {
            throw ServiceError(error)
        }
    }

    private func decide(_ submission: ReportSubmission, from party: FilingParty, _ read: FilingRead) -> (FilingEntry?, Attempt) {
        switch read.earlier {
        case .otherBody: return (nil, .refused(.keyReused))
        case .sameBody(let report): return (nil, .filedBefore(report: report, epoch: read.epoch))
        case .nothing: break
        }
        guard let catalog = catalogs.kept(epoch: read.epoch) else { return (nil, .catalogMissing(epoch: read.epoch)) }
        do {
            let entry = try entry(try plan(submission, read: read, catalog: catalog), from: party, catalog)
            return (entry, .planned(entry.plan, trackingKeyID: entry.trackingKeyID))
        } catch {
            return (nil, .refused(error))
        }
    }

    private func entry(_ plan: FilingPlan, from party: FilingParty, _ catalog: ReferenceCatalog) throws(ServiceError) -> FilingEntry {
        do {
            return try FilingEntry(
                plan: plan,
                contact: try vault.seal(plan.draft, report: plan.id),
                assurance: plan.draft.assurance(by: party.assertion),
                assertedUser: assertedUser(party),
                catalog: catalog,
                trackingKeyID: tokens.currentKeyID
            )
        } catch is SLAFault {
            throw .notReady("not set up: working time")
        } catch {
            throw .fault("contact data cannot be sealed")
        }
    }

    private func assertedUser(_ party: FilingParty) -> Data? {
        guard let client = party.client, let assertion = party.assertion else { return nil }
        return vault.digest(ofUser: assertion.user, at: client.id)
    }

    private func plan(_ submission: ReportSubmission, read: FilingRead, catalog: ReferenceCatalog) throws(ServiceError) -> FilingPlan {
        let draft: ReportDraft
        switch ReportDraft.validate(submission, categories: catalog, now: read.now) {
        case .success(let valid): draft = valid
        case .failure(let fields): throw .invalid(fields.errors)
        }
        let facts = FilingFacts(now: read.now, boundaryVersion: read.boundaryVersion, nearby: catalog.nearby(read.nearby))
        var generator = SystemRandomNumberGenerator()
        let code = ReportCode(filedAt: read.now, using: &generator)
        switch FilingPlan.decide(draft, facts: facts, catalog: catalog, id: .next(), code: code) {
        case .success(let plan): return plan
        case .failure(.outsideArea): throw .outsideArea
        case .failure(.notConfigured(let part)): throw .notReady("not set up: \(part)")
        }
    }

    private func replay(_ report: UUID, _ catalog: ReferenceCatalog) async throws(ServiceError) -> Filing {
        let receipt = try await serving { () async throws(StoreError) in try await reports.receipt(report, catalog: catalog) }
        guard let receipt else { throw .fault("no receipt for a used key") }
        return try filing(receipt, isReplay: true)
    }

    private func filing(_ receipt: ReportReceipt, isReplay: Bool) throws(ServiceError) -> Filing {
        guard let token = tokens.token(for: receipt.id, keyID: receipt.trackingKeyID) else {
            throw .fault("tracking key \(receipt.trackingKeyID) is gone")
        }
        return Filing(receipt: receipt, trackingToken: token, isReplay: isReplay)
    }
}

extension ReferenceCatalog {
    /// Looks up the units a query named; ids the catalogue does not know are newer than it and left out.
    func nearby(_ rows: [(unit: UUID, covers: Bool, distanceM: Double?)]) -> [NearbyUnit] {
        rows.compactMap { row in units[row.unit].map { NearbyUnit(unit: $0, covers: row.covers, distanceM: row.distanceM) } }
    }
}

extension UUID {
    /// A new version 7 id.
    static func next() -> UUID {
        var generator = SystemRandomNumberGenerator()
        return version7(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1_000), using: &generator)
    }
}
