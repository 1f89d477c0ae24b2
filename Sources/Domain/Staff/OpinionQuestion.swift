/// What a desk is asked about a report that another has.
package struct OpinionQuestion: Hashable, Sendable {
    /// Without what tells who somebody is.
    package let text: String
    package let at: Instant

    package init(text: String, at: Instant) {
        self.text = text
        self.at = at
    }
}
