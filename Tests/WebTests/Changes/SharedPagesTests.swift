import Domain
import Foundation
import Services
import Synchronization
import Testing

@testable import Web

@Suite struct SharedPagesTests {
    private struct Failure: Error {}

    private final class Readings: Sendable {
        private let made = Atomic(0)
        var count: Int { made.load(ordering: .relaxed) }
        func note() { made.add(1, ordering: .relaxed) }
    }

    private static let key = SharedPages.Key(place: .beginning, limit: 50)
    private static let page = ChangeFeed.Page(changes: [], next: ChangeCursor(.anybody, .beginning), hasMore: false)

    @Test func whoAsksMeanwhileIsToldTheSame() async throws {
        let pages = SharedPages()
        let readings = Readings()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = try await pages.page(Self.key) {
                        readings.note()
                        try await Task.sleep(for: .milliseconds(200))
                        return Self.page
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(readings.count < 100)
    }

    @Test func whoAsksForAnotherPageReadsIt() async throws {
        let pages = SharedPages()
        let other = SharedPages.Key(place: .beginning, limit: 51)
        _ = try await pages.page(Self.key) { try await pages.page(other) { Self.page } }
    }

    @Test func aFailureIsToldToAllAndTheNextTriesAgain() async throws {
        let pages = SharedPages()
        await #expect(throws: Failure.self) { try await pages.page(Self.key) { throw Failure() } }
        _ = try await pages.page(Self.key) { Self.page }
    }

    /// Whoever goes away leaves the reading to one of the others.
    @Test func whoGoesAwayTakesNobodyAlong() async throws {
        let pages = SharedPages()
        let (started, isStarted) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { others in
            try await withThrowingTaskGroup(of: Void.self) { first in
                first.addTask {
                    _ = try await pages.page(Self.key) {
                        isStarted.yield()
                        try await Task.sleep(for: .seconds(600))
                        return Self.page
                    }
                }
                for await _ in started { break }
                for _ in 0..<20 { others.addTask { _ = try await pages.page(Self.key) { Self.page } } }
                try await Task.sleep(for: .milliseconds(100))
                first.cancelAll()
                await #expect(throws: CancellationError.self) { try await first.waitForAll() }
            }
            try await others.waitForAll()
        }
    }
}
