/// One connection's rules, without a socket or a clock: whose turn it is, since when, and what follows from that.
///
/// Only the client's own slowness is held against it: while an earlier request waits for its answer, the next one's clock stands.
struct ConnectionState {
    typealias Instant = ContinuousClock.Instant

    enum Verdict: Equatable {
        case keep
        /// The rest of the request will not be waited for; whoever reads it is told, and may answer.
        case giveUpBody
        case close(ConnectionEnd)
    }

    private enum Reading { case nothing, head, body }

    let limits: ConnectionLimits
    private var isLeaving = false
    /// The number of the request that its client says is its last.
    private var last: Int?
    private var reading = Reading.nothing
    private var heads = 0
    private var answers = 0
    private var turnBegan: Instant
    /// Bytes of the request being read.
    private var received = 0
    private var unsent: (bytes: Int, since: Instant)?
    private var end: Instant?

    init(limits: ConnectionLimits, now: Instant) {
        self.limits = limits
        turnBegan = now
    }

    /// The answer under way, or the next, is the connection's last.
    var closesAfterAnswer: Bool { isLeaving || last.map { answers + 1 >= $0 } ?? false }

    /// An answer is expected by the client.
    var owesAnswer: Bool { answers < heads }

    /// Of the request last begun more is to come.
    var isReadingBody: Bool { reading == .body }

    /// No request is being read or answered, apart from a head that is not complete.
    var isIdle: Bool { !owesAnswer && reading != .body }

    /// Since when nothing can happen until the client sends something; nil while that is not so.
    var waitingSince: Instant? { isClientsTurn && unsent == nil ? turnBegan : nil }

    private var isClientsTurn: Bool { answers >= (reading == .body ? heads - 1 : heads) }
}

// MARK: - Events

extension ConnectionState {
    /// Bytes came that do not yet make a head.
    mutating func bytesArrived(at now: Instant) {
        guard reading == .nothing else { return }
        reading = .head
        turnBegan = now
    }

    /// `isLast`: the client says that it sends no more.
    mutating func headRead(at now: Instant, isLast: Bool = false) {
        if reading == .nothing { turnBegan = now }
        reading = .body
        received = 0
        heads += 1
        if isLast { last = heads }
    }

    /// So many bytes more of the request's body.
    mutating func bodyArrived(_ bytes: Int) {
        received += bytes
    }

    mutating func requestRead(at now: Instant) {
        reading = .nothing
        turnBegan = now
    }

    mutating func answered(at now: Instant) {
        let wasClientsTurn = isClientsTurn
        answers += 1
        if !wasClientsTurn, isClientsTurn { turnBegan = now }
    }

    /// The answer under way, or one still unsent, is the connection's last.
    mutating func closeAfterAnswer() {
        isLeaving = true
    }

    /// The last answer is written: the client has a moment to read it.
    mutating func linger(from now: Instant) {
        end = end ?? now + limits.linger
    }

    /// To be asked regularly. `unsentBytes` wait for the client to make room for them.
    mutating func verdict(at now: Instant, unsentBytes: Int) -> Verdict {
        if let end, now >= end { return .close(.ended) }
        if let stalled = stalled(at: now, unsentBytes: unsentBytes) { return stalled ? .close(.slowReader) : .keep }
        guard end == nil, isClientsTurn else { return .keep }
        if closesAfterAnswer, isIdle { return .close(.ended) }
        let waited = turnBegan.duration(to: now)
        switch reading {
        case .nothing: return waited >= limits.idle ? .close(.idle) : .keep
        case .head: return waited >= limits.head ? .close(.slowHead) : .keep
        case .body:
            guard waited >= bodyLimit else { return .keep }
            guard owesAnswer else { return .close(.slowBody) }
            linger(from: now)
            return .giveUpBody
        }
    }

    /// What nobody waits for any more gets no more time for coming fast.
    private var bodyLimit: Duration {
        owesAnswer ? max(limits.request, limits.head + .seconds(received / limits.pace)) : limits.request
    }

    /// Whether the client has stopped taking its answer; nil when all of it is sent.
    private mutating func stalled(at now: Instant, unsentBytes: Int) -> Bool? {
        if unsentBytes == 0 {
            // What took the client a minute to read is not a minute of silence.
            if unsent != nil, reading == .nothing { turnBegan = now }
            unsent = nil
            return nil
        }
        // Much more of it can only come while the client takes some: writers wait for room, and so do requests with refusals for answers.
        if unsent?.bytes != unsentBytes { unsent = (unsentBytes, now) }
        return unsent.map { $0.since.duration(to: now) >= limits.stall }
    }
}
