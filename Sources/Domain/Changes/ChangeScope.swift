/// Of which changes a feed tells, and how much of them; raw values are sent.
package enum ChangeScope: String, Hashable, Sendable, CaseIterable {
    /// What the public timelines of listed reports show.
    case anybody = "public"
    /// What reporters see of the reports that a client has filed.
    case client
    /// Everything about reports that a desk has, had, or was asked about.
    case agency
    /// Everything about every report.
    case city
}
