package import Domain
internal import Foundation
package import Store
internal import Synchronization

/// Figures held in memory, as they were at a revision: what most questions are answered from. Somebody has to refresh it.
package final class FigureBoard: Sendable {
    /// Days that are held: a year and the month before it.
    static let reach = 400
    /// Days that are read at once when all are: each reading has to fit the limits of a statement.
    private static let step = 10
    /// Beyond any day there will be.
    private static let end = 100_000

    private struct State: ~Copyable {
        var cube: FigureCube?
        var position: FigurePosition?
        var epoch: Int?
    }

    private let reader: FigureReader
    private let catalogs: CatalogCache
    private let state = Mutex(State())

    package init(reader: FigureReader, catalogs: CatalogCache) {
        self.reader = reader
        self.catalogs = catalogs
    }

    /// What is held; nil before it was read for the first time.
    package var position: FigurePosition? { state.withLock { $0.position } }

    /// Reads what has changed since it was read last; all there is at first, and when other categories are listed.
    package func refresh() async throws(ServiceError) {
        let epoch = try await catalogs.current().epoch
        let held = state.withLock { (position: $0.position, days: $0.cube?.days, unlisted: $0.cube?.unlisted, epoch: $0.epoch) }
        var unlisted = held.unlisted
        if unlisted == nil || held.epoch != epoch {
            unlisted = Set(try await serving { () async throws(StoreError) in try await reader.unlisted() })
        }
        guard let position = held.position, let days = held.days, let unlisted, unlisted == held.unlisted else {
            try await load(unlisted ?? [], epoch)
            return
        }
        let reading = try await read(since: position.revision, days, unlisted)
        state.withLock { state in
            // Of two that read at once the later takes nothing that the other has.
            guard state.position?.revision == position.revision else { return }
            state.cube?.apply(reading)
            (state.position, state.epoch) = (reading.position, epoch)
        }
    }

    /// What the figures in memory say to a question, with the position they were counted up to; nil where only the database knows. Throws
    /// `busy` until they were read.
    func ask<Answer: Sendable>(
        _ question: @Sendable (borrowing FigureCube) -> Answer
    ) throws(ServiceError) -> (answer: Answer, position: FigurePosition) {
        let asked = state.withLock { state -> (Answer, FigurePosition)? in
            guard let position = state.position else { return nil }
            return state.cube.map { (question($0), position) }
        }
        guard let asked else { throw .busy }
        return asked
    }

    /// By the machine's clock: good enough to choose which days are held.
    private static var today: Int {
        HanoiDay(containing: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))).date.daysSince1970
    }

    private func load(_ unlisted: Set<UUID>, _ epoch: Int) async throws(ServiceError) {
        let today = Self.today
        let days = today - Self.reach..<Self.end
        var cube = FigureCube(days: days, unlisted: unlisted)
        // What changes while the rest is read is read once more.
        let first = try await serving { () async throws(StoreError) in try await reader.position() }
        for start in stride(from: days.lowerBound, through: today, by: Self.step) {
            let end = start + Self.step > today ? Self.end : start + Self.step
            let reading = try await read(since: -1, start..<end, unlisted)
            cube.apply(start == days.lowerBound ? reading : reading.withoutStocks)
        }
        let rest = try await read(since: first.revision, days, unlisted)
        cube.apply(rest)
        state.withLock { state in
            (state.cube, state.position, state.epoch) = (cube, rest.position, epoch)
        }
    }

    private func read(since revision: Int64, _ days: Range<Int>, _ unlisted: Set<UUID>) async throws(ServiceError) -> FigureReading {
        try await serving { () async throws(StoreError) in
            try await reader.changes(since: revision, in: days, unlisted: unlisted.sorted { $0.uuidString < $1.uuidString })
        }
    }
}

extension FigureReading {
    /// The same, of days alone.
    fileprivate var withoutStocks: FigureReading { FigureReading(position: position, days: days, rows: rows, stocks: nil) }
}
