/// So many of something in some time. All of it may be used at once; what is used comes back evenly.
package struct Quota: Sendable, Hashable {
    /// So many in a period.
    package struct Window: Sendable, Hashable {
        package let count: Int
        /// In which one more comes back.
        package let interval: Duration

        /// In which all come back.
        package var period: Duration { interval * count }
    }

    package let windows: [Window]

    /// Reads `10/h,30/d`: numbers from 1 to a million for each second, minute, hour or day; all of them hold. nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let windows = parts.compactMap { Self.window(String($0.filter { !$0.isWhitespace })) }
        guard windows.count == parts.count else { return nil }
        self.windows = windows
    }

    private static func window(_ text: String) -> Window? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count) else { return nil }
        let seconds = ["s": 1, "m": 60, "h": 3600, "d": 86_400][parts[1]]
        return seconds.map { Window(count: count, interval: .seconds($0) / count) }
    }
}
