package import Domain
package import FoundationEssentials
internal import Store

/// What one round of the sweeper found and did.
package struct SweepRound: Sendable {
    /// A report whose clocks cannot be computed.
    package struct Fault: Sendable {
        package let report: UUID
        package let reason: SLAFault
    }

    /// How long the longest overdue moment had waited when the round began.
    package let lagSeconds: Int
    /// Clocks that were due.
    package let clocks: Int
    /// Levels recorded as passed, by their keys.
    package let levels: [String: Int]
    /// Put off for an hour.
    package let faults: [Fault]
    /// Whether there may be more that is due.
    package let hasMore: Bool
}

extension SLASweeper {
    /// One sweep, and how late it came.
    package func round(limit: Int = SLASweeper.batch) async throws(ServiceError) -> SweepRound {
        let lagSeconds = try await lagSeconds()
        let result = try await sweep(limit: limit)
        return SweepRound(
            lagSeconds: lagSeconds,
            clocks: result.clocks,
            levels: result.levels,
            faults: result.faults.map { SweepRound.Fault(report: $0.report, reason: $0.fault) },
            hasMore: result.hasMore
        )
    }
}
