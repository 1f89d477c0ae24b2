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

    /// All there is, as far as it has been read.
    private struct Loading {
        var cube: FigureCube
        /// Before it was begun.
        let revision: Int64
        let epoch: Int
        /// Stretches of days that are still to be read.
        var left: [Range<Int>]
    }

    private struct State {
        var held: HeldFigures?
        var loading: Loading?
        var isRefreshing = false
        /// Stretches of days that are still to be compared with the database, before all are again.
        var unverified: [Range<Int>] = []
    }

    private let reader: FigureReader
    private let catalogs: CatalogCache
    private let today: @Sendable () -> CivilDate
    private let state = Mutex(State())

    /// The machine's clock is good enough to choose which days are held.
    package init(
        reader: FigureReader,
        catalogs: CatalogCache,
        today: @escaping @Sendable () -> CivilDate = {
            HanoiDay(containing: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))).date
        }
    ) {
        self.reader = reader
        self.catalogs = catalogs
        self.today = today
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
        while try await step() {}
    }

    /// A part of that, which takes no longer than a worker's round may. Returns whether there is more of it.
    package func step() async throws(ServiceError) -> Bool {
        guard takesTurn() else { return false }
        defer { state.withLock { $0.isRefreshing = false } }
        if state.withLock({ $0.loading != nil }) { return try await load() }
        let epoch = try await catalogs.current().epoch
        guard let held = state.withLock({ $0.held }) else { return try await beginLoading(try await unlisted(), epoch) }
        let unlisted = held.epoch == epoch ? held.cube.unlisted : try await unlisted()
        guard unlisted == held.cube.unlisted else { return try await beginLoading(unlisted, epoch) }
        let reading = try await serving { () async throws(StoreError) in try await reader.changes(since: held.holding) }
        guard let reading, reading.position.revision >= held.position.revision else { return try await beginLoading(unlisted, epoch) }
        replace(held, by: held.applying(reading, epoch: epoch))
        return false
    }

    /// Compares the next days of those held with the database, a stretch each time. Returns how many counts differ, which should never be: then
    /// all is read anew.
    package func verify() async throws(ServiceError) -> Int {
        guard takesTurn() else { return 0 }
        defer { state.withLock { $0.isRefreshing = false } }
        guard let held = state.withLock({ $0.loading == nil ? $0.held : nil }) else { return 0 }
        if state.withLock({ $0.unverified.isEmpty }) {
            let stretches = try await stretches(since: held.cube.days.lowerBound).stretches
            state.withLock { $0.unverified = stretches }
        }
        guard let stretch = state.withLock({ $0.unverified.last }) else { return 0 }
        let (changes, days) = try await serving { () async throws(StoreError) in
            try await reader.days(within: stretch, changesSince: held.holding)
        }
        state.withLock { _ = $0.unverified.popLast() }
        // Of another history: it is about to be read anew.
        guard let changes, changes.position.revision >= held.position.revision else { return 0 }
        let differences = held.applying(changes, epoch: held.epoch).cube.differences(from: days)
        if differences > 0 { _ = try await beginLoading(held.cube.unlisted, held.epoch) }
        return differences
    }

    /// Puts newer figures where others were, unless there are others already.
    func replace(_ old: HeldFigures, by new: HeldFigures) {
        state.withLock { if $0.held === old { $0.held = new } }
    }

    /// Whether nobody else refreshes or verifies.
    private func takesTurn() -> Bool {
        state.withLock { state in
            defer { state.isRefreshing = true }
            return !state.isRefreshing
        }
    }

    private func beginLoading(_ unlisted: Set<UUID>, _ epoch: Int) async throws(ServiceError) -> Bool {
        let first = today().daysSince1970 - Self.reach
        let (position, stretches) = try await stretches(since: first)
        let cube = FigureCube(days: first..<Self.end, unlisted: unlisted)
        let loading = Loading(cube: cube, revision: position.revision, epoch: epoch, left: stretches)
        state.withLock { $0.loading = loading }
        return true
    }

    /// How far counting is, and all days there are in parts that are each read at once: blocks before a day, the days from it on.
    private func stretches(since first: Int) async throws(ServiceError) -> (position: FigurePosition, stretches: [Range<Int>]) {
        let today = self.today().daysSince1970
        let (position, oldest) = try await serving { () async throws(StoreError) in try await reader.bounds() }
        let block = FigureReader.block
        let blocks = stride(from: min(oldest ?? first, first) / block * block, to: first, by: block).map { $0..<min($0 + block, first) }
        let days = stride(from: first, through: today, by: Self.step).map { $0..<($0 + Self.step > today ? Self.end : $0 + Self.step) }
        return (position, blocks + days)
    }

    /// Reads the next stretch; at the end days that have changed while others were read once more.
    private func load() async throws(ServiceError) -> Bool {
        let next = state.withLock { state in state.loading.map { ($0.left.first, $0.revision, $0.cube.days.lowerBound, $0.cube.unlisted) } }
        guard let (stretch, begun, first, unlisted) = next else { return false }
        let holding = FigureHolding(revision: stretch == nil ? begun : -1, firstDay: first, unlisted: unlisted)
        let reading = try await days(changedSince: holding, within: stretch ?? 0..<Self.end)
        // Taken out, or all there is so far would be copied.
        guard var loading = state.withLock({ $0.loading.take() }) else { return false }
        loading.cube.apply(reading)
        if stretch == nil {
            let held = HeldFigures(loading.cube, at: reading.position, epoch: loading.epoch)
            state.withLock { $0.held = held }
            return false
        }
        loading.left.removeFirst()
        let further = loading
        state.withLock { $0.loading = further }
        return true
    }

    private func unlisted() async throws(ServiceError) -> Set<UUID> {
        Set(try await serving { () async throws(StoreError) in try await reader.unlisted() })
    }

    private func days(changedSince holding: FigureHolding, within stretch: Range<Int>) async throws(ServiceError) -> FigureReading {
        try await serving { () async throws(StoreError) in try await reader.days(changedSince: holding, within: stretch) }
    }
}
