internal import Domain
internal import Foundation

/// Exported seals beside those that are there: both in order, so that neither is held whole.
struct RootsComparison {
    /// Exported seals that are not there: with how many events and entries, and the line they end with.
    struct Missing {
        var events = 0
        var entries = 0
        var end: RootsLine
    }

    private let keys: SealKeys
    private var lines: RootsLines
    private var line: RootsLine?
    /// How many are the same, and the last of them.
    private(set) var same = 0
    private(set) var common: AuditSeal?
    /// Those that were noted as lost.
    private(set) var losses: [ExportedLoss] = []
    /// What is missing up to the file's end, and was not noted.
    private(set) var missing: Missing?

    init(path: String, keys: SealKeys) throws(AuditDamage) {
        self.keys = keys
        lines = try RootsLines(path: path)
        line = try lines.next()
    }

    /// The file may begin late, and may not have the newest.
    mutating func compare(_ seal: AuditSeal) throws(AuditDamage) {
        while let exported = line {
            if case .seal(let exported) = exported, exported.number > seal.number { return }
            if exported == .seal(seal) {
                (common, same) = (seal, same + 1)
                line = try lines.next()
                return
            }
            try passLost(or: .differsFromExport(seal: exported.reached))
        }
    }

    mutating func end() throws(AuditDamage) {
        while let exported = line { try passLost(or: .cutOff(seal: exported.reached)) }
    }

    /// Reads over seals that are not there to the line that notes that they are lost after the last one that is. Without such a line,
    /// or where one of them is not genuine, there is damage.
    private mutating func passLost(or damage: AuditDamage) throws(AuditDamage) {
        guard let common else { throw damage }
        var lost = Missing(end: .seal(common))
        while let exported = line {
            guard exported.follows(lost.end), keys.verdict(exported) == .good else { throw damage }
            line = try lines.next()
            switch exported {
            case .loss(let loss) where loss.keptTo == common.number && loss.keptDigest == SealKeys.link(to: common):
                losses.append(ExportedLoss(note: loss, events: lost.events, entries: lost.entries))
                return
            case .seal(let seal):
                lost.events = max(lost.events, seal.extent.eventsTo - common.extent.eventsTo)
                lost.entries = max(lost.entries, seal.extent.entriesTo - common.extent.entriesTo)
            case .loss: break
            }
            lost.end = exported
        }
        missing = lost
        throw damage
    }
}
