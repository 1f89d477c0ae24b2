/// Why a storage did not do what was asked. Nothing is half stored then.
package enum StorageError: Error, Hashable, Sendable {
    /// No room is left, or none for this service.
    case full
    /// It is not there.
    case missing
    /// The storage does not answer, or does not want to. The text names no key and nothing of the file.
    case unavailable(String)
    /// The bytes are not those of the name.
    case damaged
    /// The task was cancelled.
    case cancelled
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .full: "the storage is full"
        case .missing: "it is not in the storage"
        case .unavailable(let why): "the storage is unavailable: \(why)"
        case .damaged: "the bytes are not those of the name"
        case .cancelled: "cancelled"
        }
    }
}
