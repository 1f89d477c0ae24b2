/// Limits of what a report may hold. Text counts in Unicode scalars (one `Character` can be 200 KB).
package enum ReportLimits {
    package static let description = 4_000
    package static let address = 500
    /// Words that go with an action.
    package static let actionText = 4_000
    package static let name = 100
    package static let externalID = 100
    /// Metres: a position vaguer than the city is wide says nothing.
    package static let accuracyM = 100_000.0
    /// How far a client's clock may run ahead.
    package static let clockSkewSeconds: Int64 = 300
}
