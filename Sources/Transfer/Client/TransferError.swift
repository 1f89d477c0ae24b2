/// Why there is no answer: a closed list. Names neither the server nor anything it said.
package enum TransferError: Error, Hashable, Sendable {
    /// The URL is none that may be asked, or a header is more than a line.
    case refused
    /// The name leads to an address that may not be reached.
    case addressRefused
    /// The name leads nowhere.
    case unresolved
    /// Nobody answers there.
    case unreachable
    /// The server cannot show who it is.
    case untrusted
    case timedOut
    /// The answer is longer than it may be.
    case tooLarge
    /// The server sends elsewhere, which is not followed.
    case redirected
    /// What came is no HTTP, or ended too early.
    case broken
    /// Too many transfers are under way.
    case busy
    case cancelled
    /// Another failure of libcurl, by its number.
    case failed(Int)
}

extension TransferError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused: "the request may not be made"
        case .addressRefused: "the server's address may not be reached"
        case .unresolved: "the server's name leads nowhere"
        case .unreachable: "the server cannot be reached"
        case .untrusted: "the server cannot show who it is"
        case .timedOut: "the server took too long"
        case .tooLarge: "the answer is too long"
        case .redirected: "the server sends elsewhere"
        case .broken: "the answer cannot be read"
        case .busy: "too much is under way"
        case .cancelled: "cancelled"
        case .failed(let code): "libcurl \(code)"
        }
    }
}
