internal import Domain
internal import Foundation
internal import JSON

/// A line of a roots file: a seal, or that those before it are lost from one on.
enum RootsLine: Hashable {
    case seal(AuditSeal)
    case loss(SealLoss)

    /// Reads what `bytes` makes; nil for anything else.
    init?(_ line: Data) {
        if let seal = SealBody.read(line) {
            self = .seal(seal)
        } else if let loss = SealLossBody.read(line) {
            self = .loss(loss)
        } else {
            return nil
        }
    }

    /// With the end of the line.
    var bytes: [UInt8] {
        let json =
            switch self {
            case .seal(let seal): JSONWriter.bytes(SealBody(seal))
            case .loss(let loss): JSONWriter.bytes(SealLossBody(loss))
            }
        return json + [UInt8(ascii: "\n")]
    }

    /// The number of the seal that the next one follows.
    var reached: Int {
        switch self {
        case .seal(let seal): seal.number
        case .loss(let loss): loss.keptTo
        }
    }

    /// SHA-256 of that seal's statement.
    var digest: Data {
        switch self {
        case .seal(let seal): SealKeys.link(to: seal)
        case .loss(let loss): loss.keptDigest
        }
    }

    /// Whether a seal is that one.
    func reaches(_ seal: AuditSeal) -> Bool {
        switch self {
        case .seal(let reached): reached == seal
        case .loss(let loss): loss.keptDigest == SealKeys.link(to: seal)
        }
    }

    /// Whether it is about what stands on the line before.
    func follows(_ line: RootsLine) -> Bool {
        switch self {
        case .seal(let seal): seal.number == line.reached + 1 && seal.previous == line.digest
        case .loss(let loss): loss.lostTo == line.reached && loss.lostDigest == line.digest && loss.keptTo < loss.lostTo
        }
    }
}
