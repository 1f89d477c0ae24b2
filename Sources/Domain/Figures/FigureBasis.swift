/// On which day a fact counts; raw values are stored and sent.
package enum FigureBasis: String, Hashable, Sendable, CaseIterable {
    /// The Hanoi day it happened on.
    case activity
    /// The Hanoi day its report was filed on.
    case cohort
}
