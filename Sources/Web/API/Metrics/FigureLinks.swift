import Domain
import Foundation
import Services

/// Where the reports behind figures are listed.
struct FigureLinks {
    private let parameters: [(name: String, value: String)]

    init(_ question: FigureQuestion) {
        parameters =
            [
                ("from", question.period.from.description), ("to", question.period.to.description), ("basis", question.basis.rawValue),
                ("units", question.era.rawValue),
            ]
            + [("unit", question.unit), ("category", question.category), ("agency", question.agency)].compactMap { name, value in
                value.map { (name, $0) }
            }
    }

    private init(_ parameters: [(name: String, value: String)]) {
        self.parameters = parameters
    }

    /// The same for one object of a table; nil where lists cannot be told apart so.
    func of(_ object: FigureRowObject) -> FigureLinks? {
        let own: (name: String, value: String)? =
            switch object {
            case .unit(let unit): unit.map { ("unit", $0.id.uuidString.lowercased()) }
            case .category(let category): category.map { ("category", $0.code) }
            case .agency(let agency): ("agency", agency.id.uuidString.lowercased())
            case .severity, .channel: nil
            }
        return own.map { own in FigureLinks(parameters.filter { $0.name != own.name } + [own]) }
    }

    /// The same of what happened between two days.
    func between(_ from: CivilDate, _ to: CivilDate) -> FigureLinks {
        FigureLinks(parameters.filter { $0.name != "from" && $0.name != "to" } + [("from", from.description), ("to", to.description)])
    }

    /// To the reports behind a measure.
    func link(to measure: String, at instant: Instant? = nil) -> String {
        let all = [("measure", measure)] + parameters.map { ($0.name, $0.value) } + (instant.map { [("at", $0.rfc3339)] } ?? [])
        return "/v1/metrics/reports?" + all.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    }

    private static func encoded(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~,:")
}
