import HummingbirdCore
import Logging
import NIOCore

/// An HTTP/1 connection whose requests are worked on by its own event loop.
///
/// Handing each request to the concurrency pool and its answer back took an eighth of the processor time of a read. And while the
/// machine is overloaded, the pool's threads keep the loops from refusing: what waits in a loop's sockets then waits for seconds.
///
/// A handler that computes for long keeps all connections of its loop waiting: such work belongs on `globalConcurrentExecutor`.
struct LoopBoundChannel: ServerChildChannel {
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}
