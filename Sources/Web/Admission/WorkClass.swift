/// Kinds of work, in the order in which they give way to each other: the last goes first.
package enum WorkClass: Int, CaseIterable, Sendable {
    case exports, reads, staff, filings

    /// As metrics and settings name it.
    package var name: String { "\(self)" }

    /// How many reads take as long as one of these: a read takes 0.4 ms of processor time, a filing 1.5 ms (measured).
    var weight: Int { self == .reads ? 1 : 4 }
}
