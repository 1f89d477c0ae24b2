/// Everything that was counted in a reporting period: for the city, for each unit as filed and as of today, each category and desk, on both
/// bases.
package struct PeriodFigures: Hashable, Sendable {
    /// What a figure is of.
    package struct Key: Hashable, Sendable {
        /// `activity` or `cohort`.
        package let basis: String
        /// `city`, `filed_unit`, `today_unit`, `category` or `agency`. Those of today's units follow the boundaries: others change by
        /// corrections alone.
        package let kind: String
        /// The id of a unit or desk, or of a category; `-` for the city, and where it is not known.
        package let object: String
        /// A measure; of durations with its bucket, `resolve.used/212`.
        package let measure: String

        package init(basis: String, kind: String, object: String, measure: String) {
            self.basis = basis
            self.kind = kind
            self.object = object
            self.measure = measure
        }

        fileprivate var fields: [String] { [basis, kind, object, measure] }
    }

    /// A figure that is not what it was.
    package struct Difference: Hashable, Sendable {
        package let key: Key
        package let then: Int
        package let now: Int
    }

    /// Without those that are 0.
    package let counts: [Key: Int]

    package init(_ counts: [Key: Int]) {
        self.counts = counts.filter { $0.value != 0 }
    }

    /// A line for each figure, in order: basis, kind, object, measure and count with a tab between each.
    package var text: String {
        counts.map { (fields: $0.key.fields, count: $0.value) }
            .sorted { $0.fields.lexicographicallyPrecedes($1.fields) }
            .map { ($0.fields + ["\($0.count)"]).joined(separator: "\t") }
            .joined(separator: "\n")
    }

    /// Reads what `text` writes; nil for anything else.
    package init?(text: String) {
        var counts: [Key: Int] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 5, let count = Int(fields[4]) else { return nil }
            counts[Key(basis: fields[0], kind: fields[1], object: fields[2], measure: fields[3])] = count
        }
        self.init(counts)
    }

    /// What is another figure now, in order.
    package func differences(to now: PeriodFigures) -> [Difference] {
        Set(counts.keys).union(now.counts.keys)
            .map { Difference(key: $0, then: counts[$0, default: 0], now: now.counts[$0, default: 0]) }
            .filter { $0.then != $0.now }
            .sorted { $0.key.fields.lexicographicallyPrecedes($1.key.fields) }
    }
}
