import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Services

/// A request for figures, and who it is of.
struct FigureAsking {
    let request: Request
    let context: APIContext
    /// nil: nobody of staff.
    let principal: StaffPrincipal?
    let viewer: FigureViewer
    /// Whether a table for spreadsheets is asked for.
    let wantsTable: Bool
    /// What besides figures changes the answer.
    private let moment: String

    /// `instant`: of an answer that changes with time. Throws for a token of staff that opens nothing: whoever shows it believes to be known.
    init(_ request: Request, _ context: APIContext, at instant: Instant? = nil) throws {
        if BearerToken.staff(request.headers) != nil {
            guard let session = context.session else { throw ServiceError.notSignedIn }
            guard !session.mustSetUpSecondFactor else { throw ServiceError.secondFactorRequired }
        }
        self.request = request
        self.context = context
        principal = context.session?.principal
        viewer = FigureViewer(principal)
        wantsTable = Answer.prefersCSV(request.headers[.accept])
        moment = instant.map { "\($0.secondsSince1970)" } ?? CivilDate.today.description
    }

    /// The answer's version: of figures, of the day or minute, of who is told, and of its form. Who stands where as what tells which reports
    /// they may see.
    func tag(_ edition: String) -> String {
        let standing = principal.map { ([$0.agency.uuidString.lowercased()] + $0.roles.map(\.rawValue).sorted()).joined(separator: "-") }
        let view = viewer == .anybody ? "public" : standing ?? "public"
        return "\(edition)-\(moment)-\(view)-\(wantsTable ? "csv" : "json")"
    }

    /// 304 where the client has the answer already.
    func unchanged(_ edition: String) -> Response? {
        let (tag, type) = (tag(edition), wantsTable ? CSVTable.mediaType : "application/json")
        guard let known = request.headers[.ifNoneMatch], Answer.matches(known, "\"\(tag)-\(context.language.rawValue)\"") else {
            return nil
        }
        return Answer.bytes(.init(), to: request, context, tag: tag, type: type)
    }
}

extension FigureFact.Place {
    /// The place and the list it is of: with other parameters it means nothing.
    func cursor(of list: [UInt8]) -> String {
        "\(list.map(String.init).joined(separator: "_")).\(at.secondsSince1970).\(ordinal).\(report.uuidString.lowercased())"
    }

    /// Reads what `cursor` writes; nil for anything else, and of another list.
    init?(cursor text: String, of list: [UInt8]) {
        guard text.utf8.count <= 128, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let at = Int64(parts[1]), let ordinal = Int32(parts[2]), let report = UUID(uuidString: String(parts[3]))
        else {
            return nil
        }
        self.init(at: Instant(secondsSince1970: at), report: report, ordinal: Int(ordinal))
        guard cursor(of: list) == text else { return nil }
    }
}
