internal import Crypto
package import Domain
package import Foundation
package import Store

/// By what somebody shows that a report is theirs.
package enum ReporterClaim: Sendable {
    /// Its tracking token.
    case token(String)
    /// They are the client that filed it.
    case client(ClientPrincipal)
    /// They filed it while signed in, or with the phone that is theirs.
    case citizen(SignedInCitizen)
}

/// What a reporter does about a report of theirs.
package enum ReporterAct: Sendable {
    /// More about it. Words, attachments by their ids, or both.
    case message(text: String?, attachments: [String])
    case withdraw
    case feedback(Rating, comment: String?, disputing: Bool)

    fileprivate var command: ReportCommand {
        switch self {
        case .message: .message
        case .withdraw: .withdraw
        case .feedback(let rating, _, let disputing): .feedback(rating, disputing: disputing)
        }
    }

    /// Words as they were sent, and the member they were sent in.
    fileprivate var words: (text: String, pointer: String)? {
        switch self {
        case .message(let text, _): text.map { ($0, "/text") }
        case .withdraw: nil
        case .feedback(_, let comment, _): comment.map { ($0, "/comment") }
        }
    }

    /// Whether it is about the answer, which a duplicate has with its original.
    fileprivate var isAboutAnswer: Bool { if case .feedback = self { true } else { false } }

    fileprivate var attachments: [String] { if case .message(_, let ids) = self { ids } else { [] } }
}

/// What came of a reporter's act, told the same whenever it is asked for.
package struct ReporterActResult: Hashable, Sendable {
    package let code: ReportCode
    /// The entry that the act is in the history.
    package let seq: Int
    package let type: ReportEventType
    package let at: Instant
    /// Where the report stood after it.
    package let status: ReportStatus
    /// The key had been used for the same before: nothing was done now.
    package let isReplay: Bool
}

/// What whoever has filed a report may do about it.
package struct ReporterActions: Sendable {
    /// What a retry is told by.
    package struct RetryKey: Sendable {
        package let route: String
        package let client: UUID?
        package let key: String
        /// The request's raw bytes.
        package let body: [UInt8]

        package init(route: String, client: UUID?, key: String, body: [UInt8]) {
            self.route = route
            self.client = client
            self.key = key
            self.body = body
        }

        /// Of the body, and of what it is about.
        func act(on code: ReportCode) -> ActKey {
            var hash = SHA256()
            hash.update(data: Data("\(code)|".utf8))
            hash.update(data: body)
            return ActKey(route: route, client: client, key: key, fingerprint: Data(hash.finalize()))
        }
    }

    let store: ReporterStore
    let reading: ReportReading
    private let catalogs: CatalogCache
    let vault: ContactVault
    private let limits: ReporterLimits?

    package init(
        store: ReporterStore,
        reading: ReportReading,
        catalogs: CatalogCache,
        vault: ContactVault,
        limits: ReporterLimits?
    ) {
        self.store = store
        self.reading = reading
        self.catalogs = catalogs
        self.vault = vault
        self.limits = limits
    }

    /// Does something about a report, once for each key. A token that does not open it, whether or not there is such a report, is
    /// `tokenInvalid`; a client or citizen whose report it is not is `forbidden`, or finds none.
    package func perform(
        _ act: ReporterAct,
        on code: ReportCode,
        by claim: ReporterClaim,
        key: RetryKey? = nil
    ) async throws(ServiceError) -> ReporterActResult {
        try await check(code, claim)
        let text = try Self.checked(act.words)
        let ids = act.attachments.prefix(AttachmentLimits.perEntry).compactMap { UUID(attachment: $0) }
        let request = ReporterRequest(
            code: code,
            claim: Self.asked(claim),
            key: key?.act(on: code),
            attachments: ids,
            withOriginal: act.isAboutAnswer
        )
        let action = act.command.action
        do throws(ServiceError) {
            return try await counting(code) { () async throws(ServiceError) in
                try await changing(request, action, claim) { read, catalog throws(ServiceError) in
                    let attachments = try Self.attachments(act.attachments, among: read.attachable)
                    let (course, original) = try Self.performed(act, on: read, of: code, catalog)
                    return ReporterChange(course: course, original: original, catalog: catalog, text: text, attachments: attachments)
                }
            }
        } catch {
            guard key != nil, case .rateLimited = error else { throw error }
            // What was done before is told again, however much was done since.
            return try await changing(request, action, claim) { _, _ throws(ServiceError) in throw error }
        }
    }

    private func changing(
        _ request: ReporterRequest,
        _ action: ReportAction,
        _ claim: ReporterClaim,
        _ change: @escaping @Sendable (ReporterRead, ReferenceCatalog) throws(ServiceError) -> ReporterChange
    ) async throws(ServiceError) -> ReporterActResult {
        try await deciding { () async throws(StoreError) in
            try await store.change(request) { read in
                decide(read, action, claim, request.code) { catalog throws(ServiceError) in try change(read, catalog) }
            }
        }
    }

    // MARK: Whose it is

    /// Refuses a wrong token before anything is locked.
    func check(_ code: ReportCode, _ claim: ReporterClaim) async throws(ServiceError) {
        switch claim {
        case .token(let token): _ = try await reading.key(code, token: token)
        case .client(let client): guard client.scopes.contains(.fileReports) else { throw .scopeMissing }
        case .citizen: break
        }
    }

    static func asked(_ claim: ReporterClaim) -> ReporterRequest.Claim {
        switch claim {
        case .token: .token
        case .client(let client): .client(client.id)
        case .citizen(let citizen): .citizen(citizen.principal.id, phones: citizen.phoneLookups)
        }
    }

    /// Whoever has shown that a report is theirs acts as its reporter.
    private static func principal(_ claim: ReporterClaim, _ read: ReporterRead) -> Principal {
        if read.isTheirs { return .reporter(of: read.id) }
        return switch claim {
        case .token: .anonymous
        case .client(let client): .client(client.id)
        case .citizen(let citizen): .citizen(citizen.principal.id)
        }
    }

    // MARK: Deciding

    enum Attempt: Sendable {
        case done(ReporterActResult)
        case failed(ServiceError)
        case catalogMissing(epoch: Int)
    }

    func counting(
        _ code: ReportCode,
        _ body: () async throws(ServiceError) -> ReporterActResult
    ) async throws(ServiceError) -> ReporterActResult {
        guard let limits else { return try await body() }
        return try await limits.counting(ReporterQuotas.charges(of: code), isFree: \.isReplay, body)
    }

    /// Another try follows a change of the reference data, or a key that somebody else uses at the same moment.
    func deciding(_ attempt: () async throws(StoreError) -> Attempt?) async throws(ServiceError) -> ReporterActResult {
        for _ in 0..<12 {
            let outcome: Attempt?
            do {
                outcome = try await attempt()
            } catch {
                if error.isTakenKey { continue }
                throw ServiceError(error)
            }
            switch outcome {
            case nil: throw .notFound
            case .done(let result)?: return result
            case .failed(let error)?: throw error
            case .catalogMissing(let epoch)?: _ = try await catalogs.catalog(of: epoch)
            }
        }
        throw .busy
    }

    func decide(
        _ read: ReporterRead,
        _ action: ReportAction,
        _ claim: ReporterClaim,
        _ code: ReportCode,
        _ change: (ReferenceCatalog) throws(ServiceError) -> ReporterChange
    ) -> (change: ReporterChange?, decision: Attempt) {
        guard Self.principal(claim, read).can(.act(action), on: .filed(report: read.id)) else {
            return (nil, .failed(read.isListed ? .forbidden : .notFound))
        }
        switch read.earlier {
        case .other: return (nil, .failed(.keyReused))
        case .same(let seq): return (nil, Self.told(code, read.entries, last: seq))
        case .nothing: break
        }
        if read.isFiledByStaff, action == .feedback || action == .dispute, case .token = claim {
            return (nil, .failed(.refused(.signInNeeded)))
        }
        guard let catalog = catalogs.kept(epoch: read.epoch) else { return (nil, .catalogMissing(epoch: read.epoch)) }
        guard !read.isErased else { return (nil, .failed(.refused(.personErased))) }
        do throws(ServiceError) {
            let change = try change(catalog)
            return (change, .done(try ReporterActResult(code, change.course, isReplay: false)))
        } catch {
            return (nil, .failed(error))
        }
    }

    private static func told(_ code: ReportCode, _ entries: [HistoryEntry], last seq: Int?) -> Attempt {
        let result = seq.flatMap { ReporterActResult(code, Array(entries.prefix($0)), isReplay: true) }
        return result.map { .done($0) } ?? .failed(.fault("no entry for a used key"))
    }

    /// The report after an act, and what it is a duplicate of, where that changes.
    private static func performed(
        _ act: ReporterAct,
        on read: ReporterRead,
        of code: ReportCode,
        _ catalog: ReferenceCatalog
    ) throws(ServiceError) -> (ReportCourse, original: (id: UUID, course: ReportCourse)?) {
        guard case .feedback(let rating, _, let disputing) = act, let present = read.original else {
            return (try Self.course(read, catalog) { course, context throws(SLAFault) in try course.perform(act.command, context) }, nil)
        }
        var original: ReportCourse?
        let course = try Self.course(read, catalog) { course, context throws(SLAFault) in
            var answered = try ReportCourse(present.entries, recorded: present.recorded, by: catalog.rules)
            defer { original = answered }
            return try course.rate(rating, disputing: disputing, as: code, answeredBy: &answered, context)
        }
        return (course, original.flatMap { $0.news.isEmpty ? nil : (id: present.id, course: $0) })
    }

    static func course(
        _ read: ReporterRead,
        _ catalog: ReferenceCatalog,
        _ act: (inout ReportCourse, CommandContext) throws(SLAFault) -> Result<Void, CommandRefusal>
    ) throws(ServiceError) -> ReportCourse {
        let context = CommandContext(actor: .citizen, now: read.now, catalog: catalog, hasDuplicates: read.hasDuplicates)
        let (course, result): (ReportCourse, Result<Void, CommandRefusal>)
        do throws(SLAFault) {
            var present = try ReportCourse(read.entries, recorded: read.recorded, by: catalog.rules)
            result = try act(&present, context)
            course = present
        } catch {
            throw ServiceError(error)
        }
        if case .failure(let refusal) = result { throw .refused(refusal) }
        return course
    }

    // MARK: What is sent

    private static func checked(_ words: (text: String, pointer: String)?) throws(ServiceError) -> ActionText? {
        guard let words else { return nil }
        switch ActionText.check(words.text, as: .message) {
        case .success(let text): return text
        case .failure(let code):
            let reason: BilingualText? = code == .tooLong ? .most(characters: ActionText.Role.message.longest) : nil
            throw .invalid([FieldError(words.pointer, code, reason)])
        }
    }

    private static func attachments(_ ids: [String], among known: Set<UUID>) throws(ServiceError) -> [UUID] {
        switch AttachmentLimits.check(ids, among: known) {
        case .success(let kept): return kept
        case .failure(let fields): throw .invalid(fields.errors)
        }
    }

}

extension ReporterActResult {
    /// Of the act that is the last thing in a course that has news.
    fileprivate init(_ code: ReportCode, _ course: ReportCourse, isReplay: Bool) throws(ServiceError) {
        guard let result = ReporterActResult(code, course.entries, isReplay: isReplay) else { throw .fault("no entry of a reporter's") }
        self = result
    }

    /// Of the last thing that a reporter has done in a history.
    fileprivate init?(_ code: ReportCode, _ entries: [HistoryEntry], isReplay: Bool) {
        guard let entry = entries.last(where: { $0.actor == .citizen && ![.reopened, .closed].contains($0.type) }) else { return nil }
        self.init(code: code, seq: entry.seq, type: entry.type, at: entry.at, status: entries.standing.status, isReplay: isReplay)
    }
}
