/// How far figures are counted.
package struct FigurePosition: Hashable, Sendable {
    /// Every event up to this position of the log is counted.
    package let position: Int64
    /// When the last of them happened; nil: none is counted.
    package let eventAt: Instant?
    /// Grows whenever figures change, also by what no event tells: the mark of what was read.
    package let revision: Int64
    /// When they changed last.
    package let changedAt: Instant
    /// Hours before this instant are not kept.
    package let hoursFrom: Instant

    package init(position: Int64, eventAt: Instant?, revision: Int64, changedAt: Instant, hoursFrom: Instant) {
        self.position = position
        self.eventAt = eventAt
        self.revision = revision
        self.changedAt = changedAt
        self.hoursFrom = hoursFrom
    }
}
