import Domain
import Foundation
import Services

/// Where the reports behind figures are listed.
struct FigureLinks {
    private let period: FigurePeriod
    private let basis: FigureBasis
    /// What the period and basis do not say.
    private let parameters: [(name: String, value: String)]

    init(_ question: FigureQuestion) {
        (period, basis) = (question.period, question.basis)
        parameters =
            [("units", question.era.rawValue)]
            + [("unit", question.unit), ("category", question.category), ("agency", question.agency)].compactMap { name, value in
                value.map { (name, $0) }
            }
    }

    private init(_ period: FigurePeriod, _ basis: FigureBasis, _ parameters: [(name: String, value: String)]) {
        (self.period, self.basis, self.parameters) = (period, basis, parameters)
    }

    /// The same for one object of a table; nil for what stands for several.
    func of(_ object: FigureRowObject) -> FigureLinks? {
        let own: (name: String, value: String)? =
            switch object {
            case .unit(let unit): ("unit", unit?.id.uuidString.lowercased() ?? FigureQuestion.unknownUnit)
            case .category(let category): category.map { ("category", $0.code) }
            case .agency(let agency): ("agency", agency.id.uuidString.lowercased())
            case .severity(let severity): ("severity", severity.rawValue)
            case .channel(let channel): ("channel", channel.rawValue)
            }
        return own.map { own in FigureLinks(period, basis, parameters.filter { $0.name != own.name } + [own]) }
    }

    /// The same of the period before.
    var before: FigureLinks { FigureLinks(period.before, basis, parameters) }

    /// The same of an interval of the period: of days, or of an hour.
    func of(_ point: FigureTimeline.Point, _ interval: FigureInterval) -> FigureLinks {
        let (first, last) = (HanoiDay(containing: point.from).date, HanoiDay(containing: point.to.adding(seconds: -1)).date)
        let hour = interval == .hour ? [(name: "hour", value: point.from.rfc3339)] : []
        return FigureLinks(
            FigurePeriod(endingBefore: last.adding(days: 1), days: last.daysSince1970 - first.daysSince1970 + 1),
            basis,
            parameters + hour
        )
    }

    /// To the reports behind a measure.
    func link(to measure: String, at instant: Instant? = nil) -> String {
        let days = [("from", period.from.description), ("to", period.to.description), ("basis", basis.rawValue)]
        let all = [("measure", measure)] + days + parameters.map { ($0.name, $0.value) } + (instant.map { [("at", $0.rfc3339)] } ?? [])
        return "/v1/metrics/reports?" + all.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    }

    /// To what there was of a stock at an instant: the period's end unless told, and now where that is to come or a cohort is followed.
    func link(to stock: FigureStock, before end: Instant? = nil, now: Instant) -> String {
        let end = end ?? period.end
        return link(to: stock.rawValue, at: basis == .activity && end <= now ? end.adding(seconds: -1) : nil)
    }

    private static func encoded(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~,:")
}
