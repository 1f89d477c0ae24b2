/// A report near a place, for somebody who wonders whether to file another.
package struct SimilarReport: Sendable {
    /// Metres around the place that are looked at unless told, and at most.
    package static let standardRadiusM = 200.0
    package static let mostRadiusM = 2_000.0
    /// Days for which what was done is told of.
    package static let reachDays = 30
    /// That are told of.
    package static let most = 20

    package let view: ReportView
    /// From the place to the report's public point.
    package let distanceM: Double
    /// Of its published text and the words that were asked about, from 0 to 1; nil where either is missing.
    package let likeness: Double?

    package init(view: ReportView, distanceM: Double, words: String?) {
        self.view = view
        self.distanceM = distanceM
        likeness = words.flatMap { words in view.publishedText.map { TextLikeness.between(words, $0) } }
    }

    /// The nearest first. Many have a public point in common: of these the likest, then the newest.
    package static func ranked(_ reports: [SimilarReport]) -> [SimilarReport] {
        reports.sorted {
            ($0.distanceM, -($0.likeness ?? 0), $1.view.createdAt, $1.view.code)
                < ($1.distanceM, -($1.likeness ?? 0), $0.view.createdAt, $0.view.code)
        }
    }
}
