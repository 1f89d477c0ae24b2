import DatabaseTesting
import Foundation
import Postgres
import Services
import Store
import Testing

@testable import Web

extension APITest {
    /// Passes the limits that have run out, and counts all that has happened: the figures in memory are those that are counted.
    func counted() async throws {
        try await database.withStore(.service) { pool in
            let catalogs = CatalogCache(store: CatalogStore(pool))
            _ = try await SLASweeper(store: SweepStore(pool), catalogs: catalogs).sweep()
            let sequencer = EventSequencer(store: EventPositionStore(pool))
            while try await sequencer.round().hasMore {}
            let counting = FigureCounting(store: FigureStore(pool), catalogs: catalogs)
            while try await counting.step().hasMore {}
        }
        try await useCases.figures.board.refresh()
    }

    /// Figures of March 2026 unless told.
    func figures(
        _ path: String = "summary",
        _ query: String = "from=2026-03-01&to=2026-04-01",
        as officer: Officer? = nil,
        _ headers: [String: String] = [:]
    ) async throws -> JSONAnswer {
        let answer = try await get("/v1/metrics/\(path)?\(query)", (officer?.headers ?? [:]).merging(headers) { $1 })
        return answer
    }
}

extension JSONAnswer {
    /// A rate as "numerator/denominator".
    func share(_ name: String) -> String {
        "\(Int(number("rates.\(name).numerator") ?? -1))/\(Int(number("rates.\(name).denominator") ?? -1))"
    }

    /// The index of the first item with a value at a path.
    func item(_ path: String, _ value: String) -> Int? {
        (0..<(count("items") ?? 0)).first { string("items.\($0).\(path)") == value }
    }
}
