/// Kinds of work, in the order in which they give way to each other: the last goes first. Beside the levels stands what waits for others:
/// it has room of its own, so that nobody else's is held while it waits.
package enum WorkClass: Int, CaseIterable, Sendable {
    case exports, reads, staff, filings
    /// What is tried by a password or a code: hashing lasts a third of a second, two at a time.
    case credentials
    /// What asks an identity provider, which may take ten seconds to answer.
    case visits
    /// What hands files out, which the storage may take ten seconds to give.
    case files
    /// What makes pictures anew, behind those that citizens send.
    case pictures
    /// What follows changes, and waits for them most of the time; what it reads meanwhile takes room of who reads it.
    case changes

    /// The classes of which each gives way to the next.
    static let levels: [WorkClass] = [.exports, .reads, .staff, .filings]

    /// As metrics and settings name it.
    package var name: String { "\(self)" }

    /// How many reads take as long as one of these: a read takes 0.4 ms of processor time, a filing 1.5 ms (measured).
    var weight: Int { self == .reads ? 1 : 4 }
}
