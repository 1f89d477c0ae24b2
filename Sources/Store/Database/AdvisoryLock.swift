/// Keys of the advisory locks of this database. Each names what it guards; no other code takes advisory locks.
package enum AdvisoryLock {
    /// One migrator at a time.
    package static let migration: Int64 = 0x5048_414E_0001
    /// How reports are routed: boundaries, units, desks, rules. A filing takes it shared, in a statement *before* the one that checks
    /// what it was decided by (a statement sees what was committed when it began, not when its lock was granted); whatever
    /// changes them takes it exclusively.
    package static let routing: Int64 = 0x5048_414E_0002
    /// One session at a time gives events their positions.
    package static let eventPositions: Int64 = 0x5048_414E_0003
    /// One session at a time gives the audit's entries their positions.
    package static let auditPositions: Int64 = 0x5048_414E_0016
    /// One session at a time seals events and entries.
    package static let seals: Int64 = 0x5048_414E_0017
    /// One session at a time looks for bursts.
    package static let bursts: Int64 = 0x5048_414E_0022
    /// One session at a time changes figures.
    package static let figures: Int64 = 0x5048_414E_0040
}
