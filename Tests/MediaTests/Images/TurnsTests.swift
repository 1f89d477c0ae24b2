import Synchronization
import Testing

@testable import Media

@Suite struct TurnsTests {
    private final class Workers: Sendable {
        let state = Mutex((now: 0, most: 0, done: 0))
    }

    @Test func noMoreThanSoManyWorkAtOnce() async throws {
        let turns = Turns(2, waiting: 100, for: .seconds(60))
        let workers = Workers()
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await turns.take { () async throws(ImageFault) in
                        workers.state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.done) }
                        await Task.yield()
                        workers.state.withLock { $0 = ($0.now - 1, $0.most, $0.done + 1) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(workers.state.withLock { $0.most <= 2 && $0.done == 20 && $0.now == 0 })
    }

    @Test(arguments: [(count: 3, most: 2), (count: 1, most: 1)]) func oneFewerWorksWhileAskedTo(_ count: Int, _ most: Int) async throws {
        let turns = Turns(count, waiting: 100, for: .seconds(60))
        let workers = Workers()
        turns.giveWay(for: .seconds(60))
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await turns.take { () async throws(ImageFault) in
                        workers.state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.done) }
                        try? await Task.sleep(for: .milliseconds(2))
                        workers.state.withLock { $0 = ($0.now - 1, $0.most, $0.done + 1) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(workers.state.withLock { $0.most == most && $0.done == 20 })
        // When the time is over all work again.
        turns.giveWay(for: .zero)
        try await turns.take { () async throws(ImageFault) -> Void in
            if count > 1 { try await turns.take { () async throws(ImageFault) in } }
        }
    }

    @Test func whoComesWhenTooManyWaitIsToldSo() async throws {
        let turns = Turns(1, waiting: 0, for: .seconds(60))
        try await turns.take { () async throws(ImageFault) -> Void in
            await #expect(throws: ImageFault.busy) { try await turns.take { () async throws(ImageFault) in } }
        }
        try await turns.take { () async throws(ImageFault) in }
    }

    @Test func whoeverHasWaitedTooLongIsToldToComeBack() async throws {
        let turns = Turns(1, waiting: 1, for: .milliseconds(50))
        try await turns.take { () async throws(ImageFault) -> Void in
            for _ in 0..<2 {
                await #expect(throws: ImageFault.busy) { try await turns.take { () async throws(ImageFault) in } }
            }
        }
        // How long the work takes does not count.
        try await turns.take { () async throws(ImageFault) -> Void in try? await Task.sleep(for: .milliseconds(100)) }
    }

    @Test func whoeverIsCancelledGivesTheirPlaceToTheNext() async throws {
        let turns = Turns(1, waiting: 1, for: .seconds(60))
        try await turns.take { () async throws(ImageFault) in
            let waiting = Task { try await turns.take { () async throws(ImageFault) in } }
            for _ in 0..<100 { await Task.yield() }
            waiting.cancel()
            guard case .failure(let error) = await waiting.result else {
                Issue.record("it had a turn")
                return
            }
            #expect(error as? ImageFault == .cancelled)
        }
        try await turns.take { () async throws(ImageFault) in }
    }
}
