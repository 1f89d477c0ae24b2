package import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// A listener with limits on everything a client may send and on every moment it may take: 16 KB of headers in at most 100 fields,
    /// and `limits`. With a door, what there is no room for is refused before it becomes work, and what is no HTTP is recorded.
    package static func guarded(
        limits: ConnectionLimits,
        table: ConnectionTable,
        drain: Drain,
        door: AdmissionDoor? = nil
    ) -> HTTPServerBuilder {
        @Sendable func handlers() -> [any RemovableChannelHandler] {
            let handlers: [any RemovableChannelHandler] = [ConnectionGuard(limits: limits, table: table, drain: drain, door: door)]
            return door.map { handlers + [AdmissionHandler(door: $0)] } ?? handlers
        }
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: handlers(),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100)
        )
        return HTTPServerBuilder { LoopBoundChannel(base: HTTP1Channel(responder: $0, configuration: configuration)) }
    }
}
