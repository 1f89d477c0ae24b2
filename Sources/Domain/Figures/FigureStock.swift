/// What there is of at an instant: as many as entered before it and have not left. Raw values are part of stored measures.
package enum FigureStock: String, Hashable, Sendable, CaseIterable {
    /// Reports there is something left to do about.
    case open
    /// Those of them of which a clock is over its limit.
    case overdue
}
