import Domain
import Hummingbird
import JSON
import NIOCore
import Services

/// Changes as server-sent events. What its client has not taken yet is one page at most: the next is not read before. Who takes nothing
/// for half a minute is cut off by the connection's guard.
struct ChangeStream: Sendable {
    /// After so long without a change a comment tells that the stream lives; who is not there any more is noticed by it.
    static let heartbeat = Duration.seconds(15)
    private static let pause = Duration.seconds(1)

    let following: ChangeFollowing
    let language: Language

    /// Until the service goes, or whoever follows may not any more: then the stream ends, and is told why when it is asked for again.
    @concurrent func write(_ first: ChangeFeed.Page, to writer: inout any ResponseBodyWriter) async throws {
        var page = first
        var isOver = false
        while !isOver {
            try await writer.write(ByteBuffer(bytes: Self.events(of: page, language)))
            ChangeController.count(page, of: following.follower.scope)
            do {
                page = try await next(behind: page)
                isOver = following.feed.signal.isOver && page.changes.isEmpty
            } catch is ServiceError {
                isOver = true
            }
        }
        try await writer.finish(nil)
    }

    /// With changes, or without at the next heartbeat.
    private func next(behind page: ChangeFeed.Page) async throws -> ChangeFeed.Page {
        do {
            let next = page.changes.isEmpty ? page : try await following.page(from: .after(page.next.place))
            return try await following.next(behind: next, until: .now + Self.heartbeat)
        } catch let error as ServiceError where error == .busy || error == .unavailable {
            // It will pass.
            try await Task.sleep(for: Self.pause)
            return page.nothingMore
        }
    }

    /// An event for each change. Of a page without any the place it has come to, which raises no event.
    private static func events(of page: ChangeFeed.Page, _ language: Language) -> [UInt8] {
        guard !page.changes.isEmpty else { return Array(":\nid: \(page.next.text)\n\n".utf8) }
        return page.changes.flatMap { change in
            let body = CommittedChangeBody(change: change, scope: page.next.scope, language: language)
            return Array("id: \(body.cursor)\nevent: change\ndata: ".utf8) + JSONWriter.bytes(body) + Array("\n\n".utf8)
        }
    }
}
