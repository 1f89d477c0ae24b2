/// Why nobody is signed in by a provider. The text is for the log: it names no person and repeats nothing a provider has said.
enum OIDCFault: Error, Hashable, Sendable {
    /// The provider cannot be reached, or describes itself in a way that cannot be used.
    case provider(String)
    /// What came back proves nothing.
    case refused(String)

    var text: String {
        switch self {
        case .provider(let text), .refused(let text): text
        }
    }
}
