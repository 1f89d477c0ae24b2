package import Domain

/// What of the history was exported and is lost, as somebody has noted.
package struct ExportedLoss: Hashable, Sendable {
    package let note: SealLoss
    /// How many events and entries of the audit were sealed by what is lost.
    package let events: Int
    package let entries: Int
}

extension ExportedLoss: CustomStringConvertible {
    /// One line for whoever looks after the service.
    package var description: String {
        """
        seals \(note.keptTo + 1) to \(note.lostTo) were exported and are lost, with \(events) events and \(entries) audit entries: noted by \
        \(note.by) at \(note.notedAt): \(note.reason)
        """
    }
}
