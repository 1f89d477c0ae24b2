import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

/// The door on one connection: keeps each request until its body is there, and passes it on with a ticket or refuses it.
///
/// Room is taken when the whole body is there, so that slow senders never keep others out, but a class that is full is told before
/// the body is read. What bodies hold meanwhile, on all connections together, is bounded: what there is no memory for is refused. What is
/// no route's, too long or not for whoever sends it is passed on without a ticket: the router decides. Files are passed
/// on as they come.
///
/// One request at a time: what a client sends before it has the answer, or has taken enough of the answers before, waits here, and the
/// loop turns to other connections in between. A client that sent 10,000 requests at once kept all others of its loop waiting for 75 ms
/// each.
final class AdmissionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// A request that is neither passed on nor refused yet.
    private struct Kept {
        let head: HTTPRequest
        let route: Route
        let work: WorkClass
        var body = ByteBuffer()
        /// What the body has of the memory for all.
        var bytes = 0
    }

    private enum Arrival {
        case part(HTTPRequestPart)
        case error(any Error)
        case end(ChannelEvent)
    }

    /// What every connection may keep of a body whatever the others keep: few reports are longer.
    static let bodyOfAnyConnection = 8 * 1024

    private let door: AdmissionDoor
    private var kept: Kept?
    /// What is left of the request being read has its refusal.
    private var isDropping = false
    /// Between a request's head and its end.
    private var isReading = false
    /// From a request that was passed on to the end of its answer.
    private var isAnswering = false
    /// From a refusal to the loop's next turn for this connection.
    private var hasRefused = false
    /// Nothing is answered on this connection any more.
    private var isOver = false
    /// What came too early, in order.
    private var later = CircularBuffer<Arrival>()
    private var isScheduled = false
    private var wantsRead = false

    init(door: AdmissionDoor) {
        self.door = door
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        later.removeAll()
        _ = takeKept()
        door.closed(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if later.isEmpty, isReading || mayBegin(context) { return take(part, context) }
        guard !isOver else { return }
        later.append(.part(part))
        takeLater(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if later.isEmpty { hasRefused = false }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        takeLater(context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if later.isEmpty { fail(error, context) } else { later.append(.error(error)) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is LastAnswerWritten: endRequests(context)
        case let event as ChannelEvent where !later.isEmpty: later.append(.end(event))
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        if later.isEmpty { context.read() } else { wantsRead = true }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            isAnswering = false
            takeLater(context)
        }
        context.write(data, promise: promise)
    }

    /// A client that does not take its answers gets no more of them: each refusal is twenty times as long as the request may be.
    private func mayBegin(_ context: ChannelHandlerContext) -> Bool {
        !isAnswering && !hasRefused && !isOver && context.channel.isWritable
    }

    /// One request, a moment later: tasks that are due at once come before what other connections have sent.
    private func takeLater(_ context: ChannelHandlerContext) {
        guard !later.isEmpty, !isScheduled, !isAnswering, context.channel.isWritable else { return }
        isScheduled = true
        context.eventLoop.assumeIsolated().scheduleTask(in: .microseconds(50)) {
            self.isScheduled = false
            self.hasRefused = false
            takeArrivals: while let arrival = self.later.popFirst() {
                self.take(arrival, context)
                if case .part(.end) = arrival { break takeArrivals }
            }
            context.fireChannelReadComplete()
            self.takeLater(context)
            self.readIfWanted(context)
        }
    }

    private func readIfWanted(_ context: ChannelHandlerContext) {
        guard later.isEmpty, wantsRead else { return }
        wantsRead = false
        context.read()
    }

    private func take(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch arrival {
        case .part(let part): take(part, context)
        case .error(let error): fail(error, context)
        case .end(let event): context.fireUserInboundEventTriggered(event)
        }
    }

    /// What the client has sent beyond the connection's last answer is not worked on (RFC 9112, section 9.6).
    private func endRequests(_ context: ChannelHandlerContext) {
        isOver = true
        let arrivals = later
        later.removeAll()
        for case .end(let event) in arrivals { context.fireUserInboundEventTriggered(event) }
        readIfWanted(context)
    }
}

// MARK: - One request

extension AdmissionHandler {
    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            isReading = true
            begin(head, context)
        case .body where isDropping: break
        case .body(let bytes):
            if kept == nil { context.fireChannelRead(wrapInboundOut(part)) } else { keep(bytes, context) }
        case .end:
            isReading = false
            if !isDropping { end(part, context) }
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        isDropping = false
        if let route = door.routes.route(head.method, head.path ?? ""), route.bringsFiles(head.headerFields) {
            if door.gate.admitsUpload { invite(head, context) }
            return pass(head, nil, context)
        }
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= Request.longestBody else { return pass(head, nil, context) }
        guard let route = door.routes.route(head.method, head.path ?? ""), door.isOpen(route, to: head.headerFields) else {
            // Its body has to come, or the next request would be read as the body.
            invite(head, context)
            return pass(head, nil, context)
        }
        let work = route.work(accepting: head.headerFields[.accept])
        guard door.gate.admits(work) else { return refuse(head, route, context) }
        invite(head, context)
        kept = Kept(head: head, route: route, work: work)
    }

    private func keep(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        // In place: 65,536 chunks of one byte would else each copy all before it.
        self.kept?.body.writeImmutableBuffer(bytes)
        guard let kept else { return }
        if kept.body.readableBytes > Request.longestBody { return passKept(context) }
        let more = max(0, kept.body.capacity - Self.bodyOfAnyConnection) - kept.bytes
        guard more > 0 else { return }
        guard door.gate.keep(more, of: kept.work) else { return refuse(kept.head, kept.route, context) }
        self.kept?.bytes += more
    }

    /// What is kept, which is kept no longer.
    private func takeKept() -> Kept? {
        defer { kept = nil }
        if let kept, kept.bytes > 0 { door.gate.letGo(kept.bytes) }
        return kept
    }

    private func invite(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        guard head.expectsContinue else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func end(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        if let kept {
            guard let ticket = door.gate.enter(kept.work) else { return refuse(kept.head, kept.route, context) }
            passKept(with: ticket, context)
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    /// Whoever reads the request is told what happened to the rest of it.
    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        passKept(context)
        context.fireErrorCaught(error)
    }

    private func pass(_ head: HTTPRequest, _ ticket: AdmissionTicket?, _ context: ChannelHandlerContext) {
        isAnswering = true
        door.passed(ticket, on: context.channel)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func passKept(with ticket: AdmissionTicket? = nil, _ context: ChannelHandlerContext) {
        guard let kept = takeKept() else { return }
        pass(kept.head, ticket, context)
        if kept.body.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(kept.body))) }
    }

    private func refuse(_ head: HTTPRequest, _ route: Route, _ context: ChannelHandlerContext) {
        _ = takeKept()
        isDropping = true
        hasRefused = true
        let start = ContinuousClock.now
        let requestID = RequestRecord.requestID(head.headerFields)
        let refusal = door.refusal(in: Language(acceptLanguage: head.headerFields[.acceptLanguage]))
        // Whether the body of a client that waits for leave to send it follows a refusal cannot be known.
        let (answer, body) = refusal.answer(requestID: requestID, isLast: isReading && head.expectsContinue)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        // A body after an answer to HEAD would be read as the next answer on the connection.
        if head.method != .head { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        door.write(head.method, route.path, answer.status, requestID, since: start)
    }
}

extension HTTPRequest {
    /// Whether the client waits for leave to send the body (RFC 9110, section 10.1.1).
    fileprivate var expectsContinue: Bool {
        headerFields[.expect]?.lowercased() == "100-continue"
    }
}
