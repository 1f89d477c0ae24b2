package import Domain
internal import FoundationEssentials
internal import Store

extension ReportFiling {
    /// Files a report for somebody who called or came, once for each key; nobody's quota is asked. Who may not is `forbidden`, and who practises:
    /// what is filed is real.
    package func file(
        _ submission: ReportSubmission,
        key: String,
        body: [UInt8],
        by principal: StaffPrincipal
    ) async throws(ServiceError) -> Filing {
        try Self.check(principal, try await catalogs.current())
        var party = FilingParty()
        party.officer = principal
        let request = FilingRequest(
            key: FilingKey(client: nil, key: key, fingerprint: Self.fingerprint(body, party), route: "POST /v1/staff/reports"),
            pin: submission.effectivePin.flatMap { $0.isNearHanoi ? $0 : nil },
            category: submission.category.flatMap { PlainCode.isPlausible($0) ? $0 : nil },
            traces: [],
            attachments: submission.attachments.prefix(AttachmentLimits.perEntry).compactMap { UUID(attachment: $0) },
            charges: []
        )
        // Another try follows a change of the reference data, a lost race for the key, or a code drawn twice.
        for _ in 0..<12 {
            switch try await attempt(submission, party, request, principal) {
            case .filed(let receipt): return try filing(receipt, standings: [])
            case .filedBefore(let report, let epoch): return try await replay(report, try await catalogs.catalog(of: epoch))
            case .refused(let error): throw error
            case .catalogMissing(let epoch): _ = try await catalogs.catalog(of: epoch)
            case .outdated: continue
            }
        }
        throw .busy
    }

    private static func check(_ principal: StaffPrincipal, _ catalog: ReferenceCatalog) throws(ServiceError) {
        guard principal.can(.fileForCallers, on: .desk(principal.agency)), catalog.routing.practice?.has(principal.agency) != true else {
            throw .forbidden
        }
    }

    private enum CallerAttempt: Sendable {
        case filed(ReportReceipt)
        case filedBefore(report: UUID, epoch: Int)
        case refused(ServiceError)
        case catalogMissing(epoch: Int)
        case outdated
    }

    private func attempt(
        _ submission: ReportSubmission,
        _ party: FilingParty,
        _ request: FilingRequest,
        _ principal: StaffPrincipal
    ) async throws(ServiceError) -> CallerAttempt {
        do throws(StoreError) {
            let result = try await filings.file(request, by: principal.account) { decide(submission, party, $0, $1) }
            return switch result.outcome {
            case .filed, .nothingWritten: result.decision
            case .keyTaken, .outdated: .outdated
            case .failed(let error): .refused(ServiceError(error))
            }
        } catch .violated(constraint: "report_code_key") {
            return .outdated
        } catch {
            throw ServiceError(error)
        }
    }

    private func decide(
        _ submission: ReportSubmission,
        _ party: FilingParty,
        _ read: FilingRead,
        _ principal: StaffPrincipal
    ) -> (entry: FilingEntry?, audit: AuditRecord?, decision: CallerAttempt) {
        guard let catalog = catalogs.kept(epoch: read.epoch) else { return (nil, nil, .catalogMissing(epoch: read.epoch)) }
        do throws(ServiceError) {
            // What somebody was when the request came in may be over.
            try Self.check(principal, catalog)
            switch read.earlier {
            case .otherBody: throw .keyReused
            case .sameBody(let report): return (nil, nil, .filedBefore(report: report, epoch: read.epoch))
            case .nothing: break
            }
            let entry = try entry(try plan(submission, from: party, read: read, catalog: catalog), from: party, read, catalog)
            let audit = AuditRecord(
                AuditActor(.staff, principal.name.text),
                .reportFiled,
                AuditObject(.report, entry.plan.code.description),
                ["channel": .code(entry.plan.draft.channel.rawValue)]
            )
            return (entry, audit, .filed(entry.plan.receipt(trackingKeyID: entry.trackingKeyID, possibleDuplicateOf: nil)))
        } catch {
            return (nil, nil, .refused(error))
        }
    }
}
