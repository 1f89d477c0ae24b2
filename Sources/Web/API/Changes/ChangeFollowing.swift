import Domain
import Services

/// Looks for what comes next, and waits for it, on behalf of one who follows changes.
struct ChangeFollowing: Sendable {
    /// Between looks that find nothing: what is of others only comes all the time in busy hours.
    private static let pause = Duration.seconds(1)

    let feed: ChangeFeed
    let follower: ChangeFollower
    let pages: SharedPages
    let gate: AdmissionGate?
    let limit: Int

    /// One look. Room for it is taken while there is something to read, and not while nothing comes.
    func page(from start: ChangeFeed.Start) async throws -> ChangeFeed.Page {
        let reader = try await follower.reader()
        guard case (.anybody, .after(let place)) = (reader, start) else { return try await page(for: reader, from: start) }
        return try await pages.page(SharedPages.Key(place: place, limit: limit)) { try await page(for: reader, from: start) }
    }

    private func page(for reader: ChangeFeed.Reader, from start: ChangeFeed.Start) async throws -> ChangeFeed.Page {
        guard let gate else { return try await feed.page(for: reader, from: start, limit: limit) }
        return try await gate.doing(follower.work) { try await feed.page(for: reader, from: start, limit: limit) }
    }

    /// The first page behind an empty one that has something in it; the last empty one when time is over or the service goes.
    func next(behind empty: ChangeFeed.Page, until end: ContinuousClock.Instant) async throws -> ChangeFeed.Page {
        var page = empty
        while page.changes.isEmpty, !feed.signal.isOver, ContinuousClock.now < end {
            if !page.hasMore {
                let isMore = await feed.signal.change(behind: page.next.place.position, within: ContinuousClock.now.duration(to: end))
                guard isMore else { break }
            }
            do {
                page = try await self.page(from: .after(page.next.place))
                guard page.changes.isEmpty, !page.hasMore else { continue }
            } catch ServiceError.busy {
                // All are woken at once.
            }
            try await Task.sleep(for: max(.zero, min(Self.pause, ContinuousClock.now.duration(to: end))))
        }
        return page
    }
}
