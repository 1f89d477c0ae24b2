import Domain
import HTTPTypes
import Logging
import NIOCore
import Synchronization

/// Where a listener's requests are let in or refused while they are still parts on their connection's event loop.
///
/// A request that is refused only after it has become a task and gone through the router costs a fifth of a filing: at four times
/// the capacity that was half of what there is to spend.
package final class AdmissionDoor: Sendable {
    let gate: AdmissionGate
    let routes: RouteTable
    let record: RequestRecord
    let logger: Logger
    private let refusals: [Language: OverloadAnswer]
    /// By connection, in the order in which its requests were passed on; nil for those that nobody let in here.
    private let waiting = Mutex<[ObjectIdentifier: CircularBuffer<AdmissionTicket?>]>([:])

    init(gate: AdmissionGate, routes: RouteTable, record: RequestRecord, logger: Logger) {
        self.gate = gate
        self.routes = routes
        self.record = record
        self.logger = logger
        refusals = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, OverloadAnswer(in: $0)) })
    }

    /// What a request is told that there is no room for.
    func refusal(in language: Language) -> OverloadAnswer {
        refusals[language] ?? OverloadAnswer(in: language)
    }

    /// A connection's next request was passed on.
    func passed(_ ticket: AdmissionTicket?, on channel: any NIOCore.Channel) {
        waiting.withLock { $0[ObjectIdentifier(channel), default: CircularBuffer(initialCapacity: 1)].append(ticket) }
    }

    /// The ticket of the request that is about to be worked on. To be asked for once for each request of a connection, in order.
    func ticket(on channel: any NIOCore.Channel) -> AdmissionTicket? {
        waiting.withLock { $0[ObjectIdentifier(channel)]?.popFirst() } ?? nil
    }

    /// Requests that were passed on and that nobody has begun to work on are given up.
    func closed(_ channel: any NIOCore.Channel) {
        // Tickets take the gate's lock when they go: not under this one.
        _ = waiting.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }
}
