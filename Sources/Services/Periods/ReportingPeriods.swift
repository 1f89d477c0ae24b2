package import Domain
package import FoundationEssentials
package import Store

/// Reporting periods whose figures are kept as they stood, signed.
package struct ReportingPeriods: Sendable {
    private let store: PeriodStore
    private let keys: SealKeys

    package init(store: PeriodStore, keys: SealKeys) {
        self.store = store
        self.keys = keys
    }

    /// Closes a period, once: the same under the same id is told what was closed. Throws `periodRunning` before its end and until all that
    /// happened in it is counted, `periodClosed` if it was closed under another id, and `keyReused` for an id that closed another.
    package func close(
        _ period: ReportingPeriod,
        id: UUID,
        by editor: Editor
    ) async throws(ServiceError) -> (closed: ClosedPeriod, isReplay: Bool) {
        let keys = keys
        let outcome = try await serving { () async throws(StoreError) in
            try await store.close(period, id: id, by: editor) { figures, position, person, now in
                try keys.close(period, id: id, figures, position: position, by: person, at: now)
            }
        }
        switch outcome {
        case .closed(let closed): return (closed, false)
        case .replayed(let closed): return (closed, true)
        case .running: throw .periodRunning
        case .closedBefore: throw .periodClosed
        case .idTaken: throw .keyReused
        }
    }

    /// A closed period, and what is another figure now. Throws `notFound`.
    package func period(_ period: ReportingPeriod) async throws(ServiceError) -> (
        closed: ClosedPeriod, isGenuine: Bool, differences: [PeriodFigures.Difference], position: FigurePosition
    ) {
        let found = try await serving { () async throws(StoreError) in try await store.compare(period) }
        guard let (closed, now, position) = found else { throw .notFound }
        return (closed, keys.verdict(closed) == .good, closed.figures.differences(to: now), position)
    }

    /// Those that are closed, the latest end first, at most `limit`, after one of them if told.
    package func list(after name: String?, limit: Int) async throws(ServiceError) -> [ClosedPeriod] {
        try await serving { () async throws(StoreError) in try await store.list(after: name, limit: limit) }
    }
}
