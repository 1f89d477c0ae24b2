import Domain

extension Problem {
    /// What whoever asks for something about a request is told that is not done.
    init(_ refusal: DataRequestRefusal) {
        self.init(.actionRefused)
        rule = (refusal.rawValue, refusal.text)
    }
}
