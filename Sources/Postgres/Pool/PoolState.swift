/// A connection on loan: what it is, and the slot it goes back to.
struct Lease<Resource: Sendable>: Sendable {
    let slot: Int
    let resource: Resource
}

/// What a pool's event asks of its owner, to be done outside the lock.
struct PoolEffects<Resource: Sendable, Waiter: Sendable>: Sendable {
    var grants: [(Waiter, Lease<Resource>)] = []
    var refusals: [(Waiter, any Error)] = []
    /// Slots to open a connection for; answered by `connected` or `connectFailed`.
    var connects: [Int] = []
    /// Connections to close; answered by `closed`.
    var closes: [Lease<Resource>] = []
}

/// The pool's rules, without connections, locks or clocks: events change the state and return what is to be done.
///
/// Invariants: while somebody waits, no connection is idle; whoever waits will be served by a connection that is leased, closing or
/// being opened, or is refused at once. So the only thing that has to be timed is the patience of those who wait.
struct PoolState<Resource: Sendable, Waiter: Sendable>: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias Effects = PoolEffects<Resource, Waiter>

    enum Slot {
        case vacant
        case connecting
        case idle(Resource, expiry: Instant)
        case leased(Resource, expiry: Instant)
        case closing
    }

    struct Waiting {
        var id: UInt64
        var waiter: Waiter
        var since: Instant
        var deadline: Instant
    }

    let maximumWaiters: Int
    private(set) var slots: [Slot]
    /// First come, first served.
    private(set) var queue: [Waiting] = []
    private(set) var backoff = ConnectBackoff()
    private(set) var isClosing = false
    private var totals = PoolGauges()

    init(size: Int, maximumWaiters: Int) {
        self.maximumWaiters = maximumWaiters
        slots = Array(repeating: .vacant, count: max(1, size))
    }

    /// Nothing is open and nobody waits.
    var isEmpty: Bool {
        queue.isEmpty && count(\.isVacant) == slots.count
    }

    var gauges: PoolGauges {
        var gauges = totals
        gauges.size = slots.count
        gauges.leased = count(\.isLeased)
        gauges.open = gauges.leased + count(\.isIdle)
        gauges.waiting = queue.count
        return gauges
    }

    private func count(_ isCounted: (Slot) -> Bool) -> Int {
        slots.reduce(0) { isCounted($1) ? $0 + 1 : $0 }
    }
}

// MARK: - Callers

extension PoolState {
    /// Lends an idle connection, the one of lowest index: the others may grow old and be closed. nil if the caller has to wait.
    mutating func leaseIdle() -> Lease<Resource>? {
        guard !isClosing else { return nil }
        for (slot, state) in slots.enumerated() {
            guard case .idle(let resource, let expiry) = state else { continue }
            slots[slot] = .leased(resource, expiry: expiry)
            totals.waits.record(.zero)
            return Lease(slot: slot, resource: resource)
        }
        return nil
    }

    /// A caller that found no idle connection a moment ago: granted, queued or refused.
    mutating func enqueue(_ waiter: Waiter, id: UInt64, now: Instant, deadline: Instant) -> Effects {
        var effects = Effects()
        if let refusal = refusal(now: now, deadline: deadline) {
            effects.refusals.append((waiter, refusal))
        } else if let lease = leaseIdle() {
            effects.grants.append((waiter, lease))
        } else {
            queue.append(Waiting(id: id, waiter: waiter, since: now, deadline: deadline))
            openForWaiters(now: now, &effects)
        }
        return effects
    }

    /// A caller whose patience ended or whose task was cancelled. Nothing happens if it has been served meanwhile.
    mutating func abandon(id: UInt64, _ error: any Error) -> Effects {
        var effects = Effects()
        if let index = queue.firstIndex(where: { $0.id == id }) {
            effects.refusals.append((queue.remove(at: index).waiter, error))
            if (error as? PostgresError)?.code == .poolTimeout { totals.timeouts += 1 }
        }
        return effects
    }

    private mutating func refusal(now: Instant, deadline: Instant) -> PostgresError? {
        if isClosing { return PostgresError(.poolClosed) }
        if count(\.isIdle) > 0 { return nil }
        // Those for whom a connection is or can be opened do not wait for others.
        let openable = count(\.isVacant) + count(\.isConnecting)
        if queue.count - openable >= maximumWaiters { return PostgresError(.poolExhausted) }
        if now >= deadline {
            totals.timeouts += 1
            return PostgresError(.poolTimeout)
        }
        // While the server is away one caller tries it, and the others need not wait for what becomes of that.
        if backoff.isFailing, count(\.isConnecting) > 0, count(\.isLeased) == 0 { return backoff.lastError }
        return nil
    }
}

// MARK: - Connections

extension PoolState {
    mutating func connected(_ slot: Int, _ resource: Resource, expiry: Instant, now: Instant) -> Effects {
        totals.connects += 1
        backoff.succeeded()
        slots[slot] = .leased(resource, expiry: expiry)
        var effects = Effects()
        lendOrKeep(slot, now: now, &effects)
        openForWaiters(now: now, &effects)
        return effects
    }

    mutating func connectFailed(_ slot: Int, _ error: PostgresError, now: Instant, jitter: Double) -> Effects {
        totals.connectFailures += 1
        backoff.failed(error, at: now, jitter: jitter)
        slots[slot] = .vacant
        var effects = Effects()
        openForWaiters(now: now, &effects)
        return effects
    }

    /// A leased connection comes home. It is closed if it may not be lent again or is too old.
    mutating func release(_ slot: Int, isReusable: Bool, now: Instant) -> Effects {
        var effects = Effects()
        guard case .leased(let resource, let expiry) = slots[slot] else { return effects }
        if isReusable, now < expiry {
            lendOrKeep(slot, now: now, &effects)
        } else {
            close(slot, resource, &effects)
        }
        return effects
    }

    mutating func closed(_ slot: Int, now: Instant) -> Effects {
        slots[slot] = .vacant
        var effects = Effects()
        openForWaiters(now: now, &effects)
        return effects
    }

    /// Closes idle connections that are too old.
    mutating func closeExpired(now: Instant) -> Effects {
        var effects = Effects()
        closeIdle(&effects) { $0 <= now }
        return effects
    }

    /// Refuses new callers; those that wait are still served.
    mutating func close() -> Effects {
        isClosing = true
        var effects = Effects()
        closeIdle(&effects) { _ in true }
        return effects
    }

    /// Gives the slot's connection to whoever has waited longest, otherwise keeps it.
    private mutating func lendOrKeep(_ slot: Int, now: Instant, _ effects: inout Effects) {
        guard case .leased(let resource, let expiry) = slots[slot] else { return }
        if !queue.isEmpty {
            let next = queue.removeFirst()
            totals.waits.record(next.since.duration(to: now))
            effects.grants.append((next.waiter, Lease(slot: slot, resource: resource)))
        } else if isClosing {
            close(slot, resource, &effects)
        } else {
            slots[slot] = .idle(resource, expiry: expiry)
        }
    }

    private mutating func close(_ slot: Int, _ resource: Resource, _ effects: inout Effects) {
        slots[slot] = .closing
        effects.closes.append(Lease(slot: slot, resource: resource))
    }

    private mutating func closeIdle(_ effects: inout Effects, where isDue: (Instant) -> Bool) {
        for (slot, state) in slots.enumerated() {
            guard case .idle(let resource, let expiry) = state, isDue(expiry) else { continue }
            close(slot, resource, &effects)
        }
    }

    /// Opens as many connections as callers wait, within size and backoff; refuses the callers if nothing will ever serve them.
    private mutating func openForWaiters(now: Instant, _ effects: inout Effects) {
        var connecting = count(\.isConnecting)
        for (slot, state) in slots.enumerated() where state.isVacant && connecting < queue.count {
            guard backoff.allowsConnecting(at: now, alreadyConnecting: connecting) else { break }
            slots[slot] = .connecting
            effects.connects.append(slot)
            connecting += 1
        }
        guard count(\.isVacant) == slots.count, let error = backoff.lastError else { return }
        effects.refusals += queue.map { ($0.waiter, error) }
        queue = []
    }
}

extension PoolState.Slot {
    var isVacant: Bool { if case .vacant = self { true } else { false } }
    var isConnecting: Bool { if case .connecting = self { true } else { false } }
    var isIdle: Bool { if case .idle = self { true } else { false } }
    var isLeased: Bool { if case .leased = self { true } else { false } }
}
