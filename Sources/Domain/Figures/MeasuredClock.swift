/// A clock of the citizen that figures tell of; raw values are part of stored measures.
package enum MeasuredClock: String, Hashable, Sendable, CaseIterable {
    case acknowledge
    case resolve
}
