/// A report that another may be about the same thing as, by place, time, category and words.
package struct DuplicateCandidate: Sendable {
    /// Metres between the places that are compared.
    package static let reachM = 500.0
    /// Days between the filings, either way: also what was closed lately.
    package static let reachDays = 14
    /// That are told of.
    package static let most = 10

    package let view: ReportView
    /// The beginning of what was reported.
    package let excerpt: String
    /// Between the exact places, where both are known.
    package let distanceM: Double?
    /// Of the words, from 0 to 1.
    package let likeness: Double
    /// From 0 to 1: what is likeliest comes first.
    package let score: Double

    package init(view: ReportView, excerpt: String, distanceM: Double?, likeness: Double, hoursApart: Double, isSameCategory: Bool) {
        self.view = view
        self.excerpt = excerpt
        self.distanceM = distanceM
        self.likeness = likeness
        let nearness = 1 - min(distanceM ?? Self.reachM, Self.reachM) / Self.reachM
        let closeness = 1 - min(hoursApart / (24 * Double(Self.reachDays)), 1)
        score = (4 * nearness + 3 * likeness + 2 * closeness + (isSameCategory ? 1 : 0)) / 10
    }
}

/// Reports that are answered together.
package struct DuplicateGroup: Hashable, Sendable {
    /// Whose answer is everybody's.
    package let original: String
    /// By time of filing.
    package let duplicates: [String]
    /// Who follows any of them, besides who filed them.
    package let followers: Int

    package init(original: String, duplicates: [String], followers: Int) {
        self.original = original
        self.duplicates = duplicates
        self.followers = followers
    }
}
