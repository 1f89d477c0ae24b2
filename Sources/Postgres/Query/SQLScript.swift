/// Several statements in one text, for migration files: sent by the simple protocol, without binds and without results.
package struct SQLScript: Sendable {
    let text: String

    /// `text` is run as it stands. It must come with the program, never from a user.
    package init(trusted text: String) {
        self.text = text
    }
}
