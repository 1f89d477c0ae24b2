import Domain
import Foundation
import Hummingbird
import JSON
import Logging
import Services

/// One action on many reports.
struct BulkController {
    let reports: StaffReports

    /// Reports at once.
    static let most = 50

    /// `POST /v1/staff/reports/actions`. Each report is changed, or not, for itself; repeated, those that were are refused by their version.
    /// Where none of them is there for who asks, or theirs to change, that is the answer.
    @Sendable func act(_ request: Request, _ context: StaffContext) async throws -> Response {
        try QueryParameters(request, allowed: []).check()
        let (order, items) = try await JSONObjectReader.whole(request) { $0.bulk(of: context.principal.account) }
        var results: [BulkItemBody] = []
        for item in items {
            let outcome = await outcome(of: order, on: item, context)
            results.append(BulkItemBody(code: item.name, outcome: outcome, language: context.language, requestID: context.api.requestID))
        }
        let refusals = results.compactMap { result -> Problem? in if case .failure(let problem) = result.outcome { problem } else { nil } }
        if refusals.count == results.count, let first = refusals.first, refusals.allSatisfy({ Self.isOfAsker($0.code) }) { throw first }
        return Answer.json(ListBody(items: results, next: nil), to: request, context.api, isPrivate: true)
    }

    private func outcome(
        of order: ActionOrder,
        on item: BulkItem,
        _ context: StaffContext
    ) async -> Result<ActionResult, Problem> {
        let code: ReportCode
        switch item.code {
        case .code(let read): code = read
        case .wrongCheckDigit: return .failure(Problem(.checkDigit))
        case .malformed: return .failure(Problem(.notFound))
        }
        do throws(ServiceError) {
            return .success(
                try await reports.actUnseen(
                    order.command,
                    saying: order.texts,
                    showing: order.files,
                    thenPublishing: order.publishes,
                    on: code,
                    by: context.principal,
                    expecting: [item.version]
                )
            )
        } catch {
            return .failure(Self.problem(error, context))
        }
    }

    private static func isOfAsker(_ code: ProblemCode) -> Bool {
        code == .staffTokenInvalid || code == .forbidden || code == .notFound || code == .checkDigit
    }

    private static func problem(_ error: ServiceError, _ context: StaffContext) -> Problem {
        switch error {
        case .notFound: return Problem(.notFound)
        case .forbidden: return Problem(.forbidden)
        case .notSignedIn: return Problem(.staffTokenInvalid, headers: [.wwwAuthenticate: "Bearer"])
        case .versionDiffers: return Problem(.versionDiffers)
        case .refused(.unknownPolicy), .unavailable, .notReady: return Problem(.unavailable)
        case .refused(let refusal): return Problem(refusal)
        case .busy: return Problem(.busy)
        case .outcomeUnknown: return Problem(.outcomeUnknown)
        default:
            context.api.logger.error("fault", metadata: ["fault": "\(error)"])
            return Problem(.internalError)
        }
    }
}

/// A report as whoever asks has seen it.
private struct BulkItem: Sendable {
    /// As it was sent.
    let text: String
    let code: ReportCode.Reading
    let version: Int

    var name: String { if case .code(let code) = code { code.description } else { text } }
}

extension JSONObjectReader {
    /// The action, and the reports it is for. `account`: who asks.
    fileprivate mutating func bulk(of account: UUID) -> (ActionOrder, [BulkItem])? {
        let order = action(of: account)
        var known: Set<String> = []
        let items = objects("reports", most: BulkController.most) { item -> BulkItem? in
            let (text, version) = (item.needed("code"), item.integer("version"))
            if version == nil, !item.refused("version") { item.require("version") }
            guard let text, let version else { return nil }
            let found = BulkItem(text: text, code: ReportCode.read(text), version: version)
            if !known.insert(found.name).inserted { item.refuse("code", .taken) }
            return found
        }
        if items?.isEmpty ?? !refused("reports"), errors.isEmpty { require("reports") }
        guard let order, let items else { return nil }
        return (order, items)
    }

    private mutating func action(of account: UUID) -> ActionOrder? {
        guard let members = members("action") else {
            if !refused("action") { require("action") }
            return nil
        }
        switch ActionOrder.read(members, at: "/action", of: account) {
        case .success(let order): return order
        case .failure(let fields):
            refuse(fields.errors)
            return nil
        }
    }
}

/// What became of one report.
private struct BulkItemBody: JSONWritable {
    let code: String
    let outcome: Result<ActionResult, Problem>
    let language: Language
    let requestID: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            switch outcome {
            case .success(let result):
                json.member("done", true)
                json.member("version", result.version)
                json.member("status", result.status.rawValue)
            case .failure(let problem):
                json.member("done", false)
                json.member("problem", ProblemBody(problem: problem, language: language, requestID: requestID))
            }
        }
    }
}
