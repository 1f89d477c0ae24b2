package import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// A listener with limits on everything a client may send and on every moment it may take: 16 KB of headers in at most 100 fields,
    /// and `limits`.
    package static func guarded(limits: ConnectionLimits, table: ConnectionTable, drain: Drain) -> HTTPServerBuilder {
        .http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionGuard(limits: limits, table: table, drain: drain)],
                httpDecoderConfiguration: .init(maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100)
            )
        )
    }
}
