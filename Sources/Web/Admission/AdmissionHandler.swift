import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

/// The door on one connection: keeps each request until its body is there, and passes it on with a ticket or refuses it.
///
/// Room is taken when the whole body is there, so that slow senders never keep others out, but a class that is full is told before
/// the body is read. What is no route's, too long, or sent before an earlier answer is passed on without a ticket: the router
/// decides, as answers have to come in order.
final class AdmissionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What becomes of the parts of the request being read.
    private enum Reading {
        case passing
        case refusing
        case keeping(Kept)
    }

    private struct Kept {
        let head: HTTPRequest
        let route: Route
        let work: WorkClass
        var body: [HTTPRequestPart] = []
        var bytes = 0
    }

    private let door: AdmissionDoor
    private var reading = Reading.passing
    private var unanswered = 0

    init(door: AdmissionDoor) {
        self.door = door
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), reading) {
        case (.head(let head), _): begin(head, context)
        case (let part, .passing): context.fireChannelRead(wrapInboundOut(part))
        case (_, .refusing): break
        case (.body(let bytes), .keeping(var kept)):
            kept.body.append(.body(bytes))
            kept.bytes += bytes.readableBytes
            reading = .keeping(kept)
            if kept.bytes > Request.longestBody { passKept(context) }
        case (.end(let trailers), .keeping(let kept)):
            guard let ticket = door.gate.enter(kept.work) else { return refuse(kept.head, kept.route, context) }
            passKept(with: ticket, context)
            context.fireChannelRead(wrapInboundOut(.end(trailers)))
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard unanswered == 0, length <= Request.longestBody, let route = door.routes.route(head.method, head.path ?? "") else {
            reading = .passing
            return pass(head, nil, context)
        }
        let work = route.work(accepting: head.headerFields[.accept])
        guard door.gate.admits(work) else { return refuse(head, route, context) }
        reading = .keeping(Kept(head: head, route: route, work: work))
    }

    private func pass(_ head: HTTPRequest, _ ticket: AdmissionTicket?, _ context: ChannelHandlerContext) {
        unanswered += 1
        door.passed(ticket, on: context.channel)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func passKept(with ticket: AdmissionTicket? = nil, _ context: ChannelHandlerContext) {
        guard case .keeping(let kept) = reading else { return }
        reading = .passing
        pass(kept.head, ticket, context)
        for part in kept.body { context.fireChannelRead(wrapInboundOut(part)) }
    }

    /// Whoever reads the request is told what happened to the rest of it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        passKept(context)
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        door.closed(context.channel)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }
}

extension AdmissionHandler {
    private func refuse(_ head: HTTPRequest, _ route: Route, _ context: ChannelHandlerContext) {
        reading = .refusing
        let start = ContinuousClock.now
        let requestID = RequestRecord.requestID(head.headerFields)
        let refusal = door.refusal(in: Language(acceptLanguage: head.headerFields[.acceptLanguage]))
        let (answer, body) = refusal.answer(requestID: requestID, isLast: head.headerFields[.connection] == "close")
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        // A body after an answer to HEAD would be read as the next answer on the connection.
        if head.method != .head { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        var logger = door.logger
        logger[metadataKey: "request_id"] = .string(requestID)
        door.record.write(head.method, route.path, answer.status, start.duration(to: .now), to: logger)
    }
}
