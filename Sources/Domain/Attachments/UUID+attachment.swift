package import FoundationEssentials

extension UUID {
    /// The id of an attachment as clients send it; nil for what is none.
    package init?(attachment text: String) {
        guard text.utf8.count == 36, let id = UUID(uuidString: text) else { return nil }
        self = id
    }
}
