internal import Crypto
package import Domain
internal import Foundation
package import Media
package import Store

/// What a filing is answered with.
package struct Filing: Sendable {
    package let receipt: ReportReceipt
    package let trackingToken: String
    /// The key had been used for the same body before: nothing was filed now.
    package let isReplay: Bool
    /// How everybody stands whom the report was counted for.
    package let standings: [QuotaStanding]
}

/// Takes reports in: finds who is responsible, sets the clocks, and keeps them before anything is answered.
package struct ReportFiling: Sendable {
    let filings: FilingStore
    private let reports: ReportReader
    let catalogs: CatalogCache
    private let vault: ContactVault
    private let tokens: TrackingTokens
    private let tracing: FilingTracing
    private let limits: FilingLimits?
    private let identity: IdentityPolicy
    private let images: ImageProcessor

    /// Without limits anybody may file as much as they like. `identity` is what whoever files has to have shown of themselves.
    package init(
        filings: FilingStore,
        reports: ReportReader,
        catalogs: CatalogCache,
        vault: ContactVault,
        tokens: TrackingTokens,
        tracing: FilingTracing,
        limits: FilingLimits?,
        identity: IdentityPolicy = .none,
        images: ImageProcessor
    ) {
        self.filings = filings
        self.reports = reports
        self.catalogs = catalogs
        self.vault = vault
        self.tokens = tokens
        self.tracing = tracing
        self.limits = limits
        self.identity = identity
        self.images = images
    }

    /// A report that somebody wants to file.
    private struct Order: Sendable {
        let submission: ReportSubmission
        let party: FilingParty
        /// Ids of pictures that are yet to be made, if it is filed at all.
        var pictures: Set<UUID>?
        let bill: FilingBill?
        var request: FilingRequest
        /// How everybody stands whom the report is counted for, once it is.
        var standings: [QuotaStanding]?
    }

    /// Throws what a party's next report would be refused for without a look at it.
    package func check(_ party: FilingParty) throws(ServiceError) {
        try Self.checkScopes(party)
        _ = try limits?.bill(party)
    }

    /// Throws `scopeMissing` for a client that does, or says of its user, what it may not.
    static func checkScopes(_ party: FilingParty) throws(ServiceError) {
        if let client = party.client, !client.scopes.contains(.fileReports) { throw .scopeMissing }
        if party.assertion != nil, party.client?.scopes.contains(.assertReporters) != true { throw .scopeMissing }
    }

    /// Files a report once for each key. `body` is the request's raw bytes, by which a repeated key is told from a reused one. A party
    /// that does what it has no scope for is `scopeMissing`, one that has filed as much as it may `rateLimited`; what is not filed after
    /// all is not counted. Whoever has shown too little of themselves is told so by `identityRequired`, or by `citizenNotSignedIn` when their
    /// session is over; a danger is filed all the same.
    package func file(
        _ submission: ReportSubmission,
        key: String,
        body: [UInt8],
        from party: FilingParty = FilingParty()
    ) async throws(ServiceError) -> Filing {
        try Self.checkScopes(party)
        images.giveWay()
        var order = try order(submission, key: key, body: body, from: party)
        do throws(ServiceError) {
            let filing = try await filing(&order)
            if filing.isReplay { await giveBack(order) }
            return filing
        } catch {
            // A database that is away would only be waited for once more.
            if error != .outcomeUnknown, error != .unavailable { await giveBack(order) }
            throw error
        }
    }

    /// Does all that filing a report with so many pictures more would, but for counting and keeping it: throws what it would be refused
    /// for, before its pictures are made. Comes back with what was filed with the key before, if anything was.
    package func rehearse(
        _ submission: ReportSubmission,
        pictures: Int,
        key: String,
        body: [UInt8],
        from party: FilingParty
    ) async throws(ServiceError) -> Filing? {
        let ids = (0..<pictures).map { _ in UUID.next() }
        var submission = submission
        submission.attachments += ids.map { $0.uuidString.lowercased() }
        var order = try order(submission, key: key, body: body, from: party)
        order.pictures = Set(ids)
        order.request.charges = []
        let filing = try await filing(&order)
        return filing.isReplay ? filing : nil
    }

    private func order(
        _ submission: ReportSubmission,
        key: String,
        body: [UInt8],
        from party: FilingParty
    ) throws(ServiceError) -> Order {
        let phone = submission.reporter?.phone.flatMap { try? PhoneNumber($0) } ?? party.citizen?.phone
        let bill = try limits?.bill(party, phone: phone)
        let request = FilingRequest(
            key: FilingKey(client: party.client?.id, key: key, fingerprint: Self.fingerprint(body, party)),
            pin: submission.effectivePin.flatMap { $0.isNearHanoi ? $0 : nil },
            category: submission.category.flatMap { PlainCode.isPlausible($0) ? $0 : nil },
            traces: tracing.traces(submission, from: party),
            attachments: submission.attachments.prefix(AttachmentLimits.perEntry).compactMap { UUID(attachment: $0) },
            charges: bill?.charges ?? []
        )
        return Order(submission: submission, party: party, bill: bill, request: request)
    }

    private func giveBack(_ order: Order) async {
        guard let bill = order.bill, order.standings != nil else { return }
        await limits?.giveBack(bill)
    }

    /// Of the body, and of whom the client speaks for or who is signed in: another user's report is another report.
    static func fingerprint(_ body: [UInt8], _ party: FilingParty) -> Data {
        var hash = SHA256()
        hash.update(data: body)
        if let assertion = party.assertion {
            hash.update(data: Data("\(assertion.assurance.rawValue)|".utf8) + assertion.user)
        }
        if let officer = party.officer { hash.update(data: Data("officer|\(officer.account.uuidString)".utf8)) }
        if let citizen = party.citizen { hash.update(data: Data("citizen|\(citizen.principal.id.uuidString)".utf8)) }
        return Data(hash.finalize())
    }

    private func filing(_ order: inout Order) async throws(ServiceError) -> Filing {
        // Another try follows a change of routing between read and write, a lost race for the key or a code drawn twice. Two are
        // enough in life. Changes without pause do starve filings, as each waits its turn behind the next change: then it is busy.
        for _ in 0..<12 {
            switch try await attempt(&order) {
            case .planned(let receipt): return try filing(receipt, standings: order.standings ?? [])
            case .filedBefore(let report, let epoch):
                return try await replay(report, try await catalogs.catalog(of: epoch))
            case .refused(let error): throw error
            case .catalogMissing(let epoch): _ = try await catalogs.catalog(of: epoch)
            case .outdated: continue
            }
        }
        throw .busy
    }

    private enum Attempt: Sendable {
        case planned(ReportReceipt)
        case filedBefore(report: UUID, epoch: Int)
        case refused(ServiceError)
        case catalogMissing(epoch: Int)
        case outdated
    }

    private func attempt(_ order: inout Order) async throws(ServiceError) -> Attempt {
        let asked = order
        let result = try await serving { () async throws(StoreError) in
            try await filings.file(asked.request) { decide(asked, $0) }
        }
        if let bill = order.bill, let taking = result.taking, taking.isTaken {
            order.standings = bill.standings(taking)
            // Once is enough, however often it is tried.
            order.request.charges = []
        }
        return switch result.outcome {
        case .filed, .nothingWritten: result.decision
        case .keyTaken, .outdated, .failed(.violated(constraint: "report_code_key")): .outdated
        case .failed(.violated(constraint: "report_client_source_key")): .refused(.externalIDTaken)
        case .failed(let error): .refused(ServiceError(error))
        }
    }

    private func decide(_ order: Order, _ read: FilingRead) -> (FilingEntry?, Attempt) {
        switch read.earlier {
        case .otherBody: return (nil, .refused(.keyReused))
        case .sameBody(let report): return (nil, .filedBefore(report: report, epoch: read.epoch))
        case .nothing: break
        }
        do {
            if let bill = order.bill, let taking = read.taking { try limits?.settle(bill, taking) }
            guard let catalog = catalogs.kept(epoch: read.epoch) else { return (nil, .catalogMissing(epoch: read.epoch)) }
            let entry = try entry(
                try plan(order.submission, from: order.party, pictures: order.pictures ?? [], read: read, catalog: catalog),
                from: order.party,
                read,
                catalog
            )
            let receipt = entry.plan.receipt(trackingKeyID: entry.trackingKeyID, possibleDuplicateOf: entry.likelyOriginal?.code)
            return (order.pictures == nil ? entry : nil, .planned(receipt))
        } catch {
            return (nil, .refused(error))
        }
    }

    func entry(
        _ plan: FilingPlan,
        from party: FilingParty,
        _ read: FilingRead,
        _ catalog: ReferenceCatalog
    ) throws(ServiceError) -> FilingEntry {
        do {
            return try FilingEntry(
                plan: plan,
                contact: try vault.seal(plan.draft, report: plan.id),
                assurance: plan.draft.assurance(from: party),
                assertedUser: assertedUser(party),
                likelyOriginal: read.likelyOriginal,
                citizen: party.citizen?.principal.id,
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

    func plan(
        _ submission: ReportSubmission,
        from party: FilingParty,
        pictures: Set<UUID> = [],
        read: FilingRead,
        catalog: ReferenceCatalog
    ) throws(ServiceError) -> FilingPlan {
        let draft = try draft(submission, from: party, pictures: pictures, read: read, catalog: catalog)
        let facts = FilingFacts(now: read.now, boundaryVersion: read.boundaryVersion, nearby: catalog.nearby(read.nearby))
        var generator = SystemRandomNumberGenerator()
        let code = ReportCode(filedAt: read.now, using: &generator)
        switch FilingPlan.decide(draft, facts: facts, catalog: catalog, id: .next(), code: code) {
        case .success(let plan): return plan
        case .failure(.outsideArea): throw .outsideArea
        case .failure(.notConfigured(let part)): throw .notReady("not set up: \(part)")
        }
    }

    private func draft(
        _ submission: ReportSubmission,
        from party: FilingParty,
        pictures: Set<UUID>,
        read: FilingRead,
        catalog: ReferenceCatalog
    ) throws(ServiceError) -> ReportDraft {
        switch ReportDraft.validate(
            submission,
            categories: catalog,
            attachable: read.attachable.union(pictures),
            byStaff: party.officer != nil,
            now: read.now
        ) {
        case .success(let draft):
            if party.sessionIsOver, draft.treatment.severity != .urgent { throw .citizenNotSignedIn }
            // Whom an officer speaks to is as well known as the officer says.
            guard party.officer != nil || identity.admits(draft, from: party) else { throw .identityRequired(identity) }
            return draft.reachable(at: party.citizen?.phone)
        case .failure(let fields): throw .invalid(fields.errors)
        }
    }

    func replay(_ report: UUID, _ catalog: ReferenceCatalog) async throws(ServiceError) -> Filing {
        let receipt = try await serving { () async throws(StoreError) in try await reports.receipt(report, catalog: catalog) }
        guard let receipt else { throw .fault("no receipt for a used key") }
        return try filing(receipt, standings: [], isReplay: true)
    }

    func filing(
        _ receipt: ReportReceipt,
        standings: [QuotaStanding],
        isReplay: Bool = false
    ) throws(ServiceError) -> Filing {
        guard let token = tokens.token(for: receipt.id, keyID: receipt.trackingKeyID) else {
            throw .fault("tracking key \(receipt.trackingKeyID) is gone")
        }
        return Filing(receipt: receipt, trackingToken: token, isReplay: isReplay, standings: standings)
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
