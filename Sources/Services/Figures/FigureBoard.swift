package import Domain
internal import Foundation
package import Store
internal import Synchronization

/// Figures held in memory, as they were at a revision: what most questions are answered from. Somebody has to refresh it.
package final class FigureBoard: Sendable {
    /// Days that are held: a year and the month before it.
    static let reach = 400
    /// Days that are read at once when all are.
    private static let step = 10
    /// Beyond any day there will be.
    private static let end = 100_000

    private struct State {
        var held: HeldFigures?
        var isRefreshing = false
    }

    private let reader: FigureReader
    private let catalogs: CatalogCache
    private let state = Mutex(State())

    package init(reader: FigureReader, catalogs: CatalogCache) {
        self.reader = reader
        self.catalogs = catalogs
    }

    /// How far what is held is counted; nil before it was read for the first time.
    package var position: FigurePosition? { state.withLock { $0.held?.position } }

    /// What is held. Throws `busy` until it was read.
    func held() throws(ServiceError) -> HeldFigures {
        guard let held = state.withLock({ $0.held }) else { throw .busy }
        return held
    }

    /// Reads what has changed since it was read last; all there is at first, where what is never listed is another, and from a database that
    /// was restored. While one does, others do nothing.
    package func refresh() async throws(ServiceError) {
        let begins = state.withLock { state in
            defer { state.isRefreshing = true }
            return !state.isRefreshing
        }
        guard begins else { return }
        defer { state.withLock { $0.isRefreshing = false } }
        let epoch = try await catalogs.current().epoch
        let held = state.withLock { $0.held }
        guard let held else { return try await load(try await unlisted(), epoch) }
        let unlisted = held.epoch == epoch ? held.cube.unlisted : try await unlisted()
        guard unlisted == held.cube.unlisted else { return try await load(unlisted, epoch) }
        let reading = try await serving { () async throws(StoreError) in try await reader.changes(since: held.holding) }
        guard reading.position.revision >= held.position.revision else { return try await load(unlisted, epoch) }
        replace(held, by: held.applying(reading, epoch: epoch))
    }

    /// Puts newer figures where others were, unless there are others already.
    func replace(_ old: HeldFigures, by new: HeldFigures) {
        state.withLock { if $0.held === old { $0.held = new } }
    }

    /// By the machine's clock: good enough to choose which days are held.
    private static var today: Int {
        HanoiDay(containing: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))).date.daysSince1970
    }

    private func load(_ unlisted: Set<UUID>, _ epoch: Int) async throws(ServiceError) {
        let today = Self.today
        let first = today - Self.reach
        let (position, oldest) = try await serving { () async throws(StoreError) in try await reader.bounds() }
        let nothing = FigureHolding(revision: -1, firstDay: first, unlisted: unlisted)
        var cube = FigureCube(days: first..<Self.end, unlisted: unlisted)
        let block = FigureReader.block
        for start in stride(from: min(oldest ?? first, first) / block * block, to: first, by: block) {
            cube.apply(try await days(changedSince: nothing, within: start..<min(start + block, first)))
        }
        for start in stride(from: first, through: today, by: Self.step) {
            cube.apply(try await days(changedSince: nothing, within: start..<(start + Self.step > today ? Self.end : start + Self.step)))
        }
        // Days that have changed while others were read are read once more.
        let rest = try await days(
            changedSince: FigureHolding(revision: position.revision, firstDay: first, unlisted: unlisted),
            within: 0..<Self.end
        )
        cube.apply(rest)
        let held = HeldFigures(cube, at: rest.position, epoch: epoch)
        state.withLock { $0.held = held }
    }

    private func unlisted() async throws(ServiceError) -> Set<UUID> {
        Set(try await serving { () async throws(StoreError) in try await reader.unlisted() })
    }

    private func days(changedSince holding: FigureHolding, within stretch: Range<Int>) async throws(ServiceError) -> FigureReading {
        try await serving { () async throws(StoreError) in try await reader.days(changedSince: holding, within: stretch) }
    }
}
