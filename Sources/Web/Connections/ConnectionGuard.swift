import Foundation
import HTTPTypes
import Metrics
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps one connection within its limits: closes it when the client is too slow, when others need its place and when its last
/// answer is sent, and gives what is not HTTP an answer.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let table: ConnectionTable
    private let drain: Drain
    /// What records answers here; nil where none are recorded.
    private let door: AdmissionDoor?
    private var state: ConnectionState
    private var entry: ConnectionTable.Entry?
    private var timer: Scheduled<Void>?
    private var sawPart = false
    private var fault: FramingFault?
    private var isMute = false
    /// The connection's last answer is written.
    private var isOver = false
    /// What is being read came after that.
    private var isDropping = false

    init(limits: ConnectionLimits, table: ConnectionTable, drain: Drain, door: AdmissionDoor? = nil) {
        self.door = door
        self.table = table
        self.drain = drain
        state = ConnectionState(limits: limits, now: .now)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        entry = table.enter(context.channel)
        boundBuffers(of: context.channel)
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if let entry { table.leave(entry) }
        entry = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard entry != nil else { return close(context, .refused) }
        publish()
        schedule(context)
    }

    /// 16 KB a read: a client that sends many requests at once has a few hundred of them in memory. And as little unsent in the
    /// kernel, where a stalled answer would be out of sight.
    private func boundBuffers(of channel: any Channel) {
        let bytes = 16 * 1024
        let options = channel.syncOptions
        // A channel that is no socket has no such options.
        try? options?.setOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: bytes))
        try? options?.setOption(.maxMessagesPerRead, value: 1)
        try? options?.setOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: SocketOptionValue(bytes))
    }

    private func publish() {
        entry?.publish(waitingSince: state.waitingSince)
    }
}

// MARK: - Requests

extension ConnectionGuard {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sawPart = true
        let part = unwrapInboundIn(data)
        if isOver, case .head = part { isDropping = true }
        guard !isDropping else { return }
        switch part {
        case .head(let head): state.headRead(at: .now, isLast: head.endsConnection)
        case .body(let bytes): state.bodyArrived(bytes.readableBytes)
        case .end: state.requestRead(at: .now)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // The decoder keeps the bytes of a head until it is complete.
        if !sawPart { state.bytesArrived(at: .now) }
        sawPart = false
        publish()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { fault = FramingFault(error) }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        // Kept from the handlers behind, which would close with the end of an answer still unsent.
        case is ChannelShouldQuiesceEvent: leave(context, .ended, ifPossible: state.isIdle)
        case is ConnectionEviction: leave(context, .evicted, ifPossible: state.waitingSince != nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func leave(_ context: ChannelHandlerContext, _ end: ConnectionEnd, ifPossible isPossible: Bool) {
        if isPossible, unsentBytes(context) == 0 { close(context, end) } else { state.closeAfterAnswer() }
    }
}

// MARK: - Answers

extension ConnectionGuard {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isMute else {
            promise?.succeed()
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational: write(head, context, promise)
        case .end: writeEnd(data, context, promise)
        default: context.write(data, promise: promise)
        }
    }

    private func write(_ head: HTTPResponse, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var head = head
        // Hummingbird answers what it cannot read with a bare 400: it gets the body such an answer has everywhere else.
        if !state.owesAnswer, let fault {
            guard !state.isReadingBody else { return endMute(context, promise) }
            head = fault.head
            door?.write(nil, "none", head.status, fault.requestID, since: fault.start)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            return context.write(wrapOutboundOut(.body(fault.body)), promise: promise)
        }
        if drain.isOn || head.headerFields[.connection] == "close" { state.closeAfterAnswer() }
        if state.closesAfterAnswer { head.headerFields[.connection] = "close" }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    /// The fault is in the rest of a request that has its answer already: a second one would be taken for that to the next.
    private func endMute(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        isMute = true
        promise?.succeed()
        closeOutput(context)
    }

    private func writeEnd(_ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let isLast = state.closesAfterAnswer || !state.owesAnswer
        if state.owesAnswer { state.answered(at: .now) }
        publish()
        guard isLast else { return context.write(data, promise: promise) }
        isOver = true
        context.fireUserInboundEventTriggered(LastAnswerWritten())
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { _ in self.closeOutput(context) }
        context.write(data, promise: written)
    }

    /// The client sees the end, and has time to read what comes before it: closing at once would discard that if it has sent
    /// anything more meanwhile.
    private func closeOutput(_ context: ChannelHandlerContext) {
        state.linger(from: .now)
        context.close(mode: .output, promise: nil)
    }
}

// MARK: - Time

extension ConnectionGuard {
    private func schedule(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .init(state.limits.tick)) { self.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        switch state.verdict(at: .now, unsentBytes: unsentBytes(context)) {
        case .keep: break
        case .giveUpBody: context.fireErrorCaught(RequestTooSlow())
        case .close(let end): return close(context, end)
        }
        publish()
        schedule(context)
    }

    private func unsentBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private func close(_ context: ChannelHandlerContext, _ end: ConnectionEnd) {
        Counter(label: "http_connections_closed", dimensions: [("reason", end.rawValue)]).increment()
        context.close(promise: nil)
    }
}

/// The client did not send its request in time.
struct RequestTooSlow: Error {}

/// An event for the handlers behind: of what the client has sent beyond the request being answered nothing is worked on any more.
struct LastAnswerWritten: Sendable {}

extension HTTPRequest {
    /// Whether the client wants no answer after this one's on the connection.
    fileprivate var endsConnection: Bool {
        let options = headerFields[values: .connection].flatMap { $0.split(separator: ",") }
        return options.contains { $0.trimmingCharacters(in: .whitespaces).lowercased() == "close" }
    }
}
