import Domain
import HTTPTypes
import Logging
import NIOCore
import Services
import Synchronization

/// Where a listener's requests are let in or refused while they are still parts on their connection's event loop.
///
/// A request that is refused only after it has become a task and gone through the router costs a fifth of a filing: at four times
/// the capacity that was half of what there is to spend.
package final class AdmissionDoor: Sendable {
    let gate: AdmissionGate
    let routes: RouteTable
    /// nil where no route is for staff.
    private let staff: StaffDirectory?
    private let record: RequestRecord
    private let logger: Logger
    private let refusals: [Language: OverloadAnswer]
    /// Of the requests that were passed on and are not yet worked on, by connection: it has one such request at a time.
    private let tickets = Mutex<[ObjectIdentifier: AdmissionTicket]>([:])

    init(gate: AdmissionGate, routes: RouteTable, staff: StaffDirectory? = nil, record: RequestRecord, logger: Logger) {
        self.gate = gate
        self.routes = routes
        self.staff = staff
        self.record = record
        self.logger = logger
        refusals = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, OverloadAnswer(in: $0)) })
    }

    /// Whether a route is for whoever sends these headers: strangers take no room that staff may need, and are told by the router.
    func isOpen(_ route: Route, to headers: HTTPFields) -> Bool {
        guard route.isForStaff else { return true }
        return BearerToken.staff(headers).map { staff?.knows($0) == true } ?? false
    }

    /// What a request is told that there is no room for.
    func refusal(in language: Language) -> OverloadAnswer {
        refusals[language] ?? OverloadAnswer(in: language)
    }

    /// Records an answer that was given before any route had to do with it; `method` is nil where what came could not be read.
    func write(
        _ method: HTTPRequest.Method?,
        _ route: String,
        _ status: HTTPResponse.Status,
        _ requestID: String,
        since start: ContinuousClock.Instant
    ) {
        var logger = logger
        logger[metadataKey: "request_id"] = .string(requestID)
        record.write(method, route, status, start.duration(to: .now), to: logger)
    }

    /// A connection's next request was passed on; without a ticket if nobody has let it in.
    func passed(_ ticket: AdmissionTicket?, on channel: any NIOCore.Channel) {
        _ = tickets.withLock { $0.exchange(ticket, for: ObjectIdentifier(channel)) }
    }

    /// The ticket of the request that is about to be worked on. To be asked for once for each request of a connection, in order.
    func ticket(on channel: any NIOCore.Channel) -> AdmissionTicket? {
        tickets.withLock { $0.exchange(nil, for: ObjectIdentifier(channel)) }
    }

    /// A request that was passed on and that nobody has begun to work on is given up.
    func closed(_ channel: any NIOCore.Channel) {
        _ = ticket(on: channel)
    }
}

extension [ObjectIdentifier: AdmissionTicket] {
    /// Puts a ticket in the place of the one there is, and returns that: when it goes, it takes the gate's lock.
    fileprivate mutating func exchange(_ ticket: AdmissionTicket?, for key: ObjectIdentifier) -> AdmissionTicket? {
        defer { self[key] = ticket }
        return self[key]
    }
}
