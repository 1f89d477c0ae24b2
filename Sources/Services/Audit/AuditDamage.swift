/// The first thing found that is not as it was sealed.
package enum AuditDamage: Error, Hashable, Sendable {
    /// Which of the two logs a position is in.
    package enum Log: String, Sendable {
        case event
        case entry = "audit entry"
    }

    /// A row is gone.
    case missing(Log, position: Int)
    /// A row is not the one that was sealed.
    case altered(Log, position: Int, seal: Int)
    /// A seal is gone from the middle or the beginning.
    case sealMissing(Int)
    /// A seal is not what was signed, or does not follow the one before.
    case sealAltered(Int)
    /// Signed by a key that is not among those given.
    case unknownKey(String, seal: Int)
    /// A seal is not the one that was exported.
    case differsFromExport(seal: Int)
    /// The newest seals are gone: one was exported that is not there.
    case cutOff(seal: Int)
    /// The file of exported seals cannot be read.
    case unreadableRoots(String)
    /// A line of it is none.
    case unreadableLine(Int)
}

extension AuditDamage: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let log, let position): "\(log.rawValue) \(position) is missing"
        case .altered(let log, let position, let seal): "\(log.rawValue) \(position) is not what seal \(seal) has sealed"
        case .sealMissing(let seal): "seal \(seal) is missing"
        case .sealAltered(let seal): "seal \(seal) is not as it was signed, or does not follow the one before"
        case .unknownKey(let key, let seal): "seal \(seal) is signed by key \(key), which is not in audit.keys"
        case .differsFromExport(let seal): "seal \(seal) is not the one that was exported"
        case .cutOff(let seal): "seal \(seal) was exported and is gone, with everything after it"
        case .unreadableRoots(let path): "\(path) cannot be read"
        case .unreadableLine(let line): "line \(line) of the exported seals is none"
        }
    }
}
