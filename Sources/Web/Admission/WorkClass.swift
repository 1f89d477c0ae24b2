/// Kinds of work, in the order in which they give way to each other: the last goes first.
package enum WorkClass: Int, CaseIterable, Sendable {
    case exports, reads, staff, filings

    /// As metrics and settings name it.
    package var name: String { "\(self)" }
}
