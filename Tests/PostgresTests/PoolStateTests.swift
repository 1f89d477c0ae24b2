import RandomTesting
import Testing

@testable import Postgres

/// The pool's rules alone: connections are numbers, callers are names, time is given.
private struct Model {
    typealias State = PoolState<Int, String>

    var state: State
    var now = ContinuousClock.now
    private var ids: UInt64 = 0
    private var opened = 0

    init(size: Int, maximumWaiters: Int = 100) {
        state = State(size: size, maximumWaiters: maximumWaiters)
    }

    /// The connection lent at once, or what enqueueing led to.
    mutating func call(_ name: String, patience: Duration = .seconds(2)) -> State.Effects {
        if let lease = state.leaseIdle() {
            var effects = State.Effects()
            effects.grants = [(name, lease)]
            return effects
        }
        ids += 1
        return state.enqueue(name, id: ids, now: now, deadline: now + patience)
    }

    mutating func connect(_ slot: Int, lifetime: Duration = .seconds(100)) -> State.Effects {
        opened += 1
        return state.connected(slot, opened, expiry: now + lifetime, now: now)
    }

    mutating func fail(_ slot: Int, jitter: Double = 1) -> State.Effects {
        state.connectFailed(slot, away, now: now, jitter: jitter)
    }

    /// Opens all slots and leaves them idle.
    mutating func fill() {
        for slot in state.slots.indices { _ = call("fill \(slot)") }
        for slot in state.slots.indices { _ = connect(slot) }
        for slot in state.slots.indices { _ = state.release(slot, isReusable: true, now: now) }
    }
}

private let away = PostgresError(.connectionFailed, message: "away")

extension PoolEffects where Resource == Int, Waiter == String {
    fileprivate var granted: [String] { grants.map { "\($0)@\($1.slot)" } }
    fileprivate var refused: [String] { refusals.map { "\($0): \(($1 as? PostgresError)?.code as Any? ?? $1)" } }
}

@Suite struct PoolStateTests {
    @Test func connectsLazilyAndOnlyAsManyAsWait() {
        var pool = Model(size: 3)
        #expect(pool.state.gauges.open == 0)
        #expect(pool.call("a").connects == [0])
        #expect(pool.call("b").connects == [1])
        #expect(pool.connect(1).granted == ["a@1"])
        #expect(pool.connect(0).granted == ["b@0"])
        #expect(pool.state.gauges.leased == 2)
        #expect(pool.call("c").connects == [2])
        #expect(pool.call("d").connects == [])
    }

    @Test func lowestIndexFirst() {
        var pool = Model(size: 3)
        pool.fill()
        #expect(pool.call("a").granted == ["a@0"])
        #expect(pool.call("b").granted == ["b@1"])
        #expect(pool.state.release(0, isReusable: true, now: pool.now).granted == [])
        #expect(pool.call("c").granted == ["c@0"])
    }

    @Test func waitersAreServedInOrder() {
        var pool = Model(size: 1)
        pool.fill()
        _ = pool.call("a")
        for name in ["b", "c", "d"] { #expect(pool.call(name).granted == []) }
        #expect(pool.state.gauges.waiting == 3)
        #expect(pool.state.abandon(id: 3, CancellationError()).refusals.map(\.0) == ["c"])
        #expect(pool.state.release(0, isReusable: true, now: pool.now).granted == ["b@0"])
        #expect(pool.state.release(0, isReusable: true, now: pool.now).granted == ["d@0"])
        #expect(pool.state.abandon(id: 4, CancellationError()).refusals.isEmpty)
    }

    @Test func theQueueIsLimited() {
        var pool = Model(size: 1, maximumWaiters: 2)
        // The first is waiting for its own connection, not for somebody else's.
        for name in ["a", "b", "c"] { #expect(pool.call(name).refused == []) }
        #expect(pool.call("d").refused == ["d: poolExhausted"])
        #expect(pool.connect(0).granted == ["a@0"])
        #expect(pool.call("e").refused == ["e: poolExhausted"])
        #expect(pool.state.release(0, isReusable: true, now: pool.now).granted == ["b@0"])
        #expect(pool.call("f").refused == [])
    }

    @Test func withoutWaitersAPoolStillConnects() {
        var pool = Model(size: 1, maximumWaiters: 0)
        #expect(pool.call("a").connects == [0])
        #expect(pool.call("b").refused == ["b: poolExhausted"])
    }

    @Test func patienceEnds() {
        var pool = Model(size: 1)
        pool.fill()
        _ = pool.call("a")
        _ = pool.call("b")
        #expect(pool.state.abandon(id: 2, PostgresError(.poolTimeout)).refused == ["b: poolTimeout"])
        #expect(pool.call("c", patience: .zero).refused == ["c: poolTimeout"])
        #expect(pool.state.gauges.timeouts == 2)
        #expect(pool.state.release(0, isReusable: true, now: pool.now).granted == [])
        #expect(pool.call("d", patience: .zero).granted == ["d@0"])
    }

    @Test func brokenConnectionsAreReplacedForThoseWhoWait() {
        var pool = Model(size: 1)
        pool.fill()
        _ = pool.call("a")
        _ = pool.call("b")
        let released = pool.state.release(0, isReusable: false, now: pool.now)
        #expect(released.closes.map(\.slot) == [0])
        #expect(released.connects == [])
        // Not before the old one is closed: the server never sees more than `size`.
        #expect(pool.state.closed(0, now: pool.now).connects == [0])
        #expect(pool.connect(0).granted == ["b@0"])
        // Without waiters the slot stays empty.
        _ = pool.state.release(0, isReusable: false, now: pool.now)
        #expect(pool.state.closed(0, now: pool.now).connects == [])
    }

    @Test func oldConnectionsAreReplaced() {
        var pool = Model(size: 2)
        pool.fill()
        _ = pool.call("a")
        pool.now += .seconds(100)
        #expect(pool.state.release(0, isReusable: true, now: pool.now).closes.map(\.slot) == [0])
        #expect(pool.state.closeExpired(now: pool.now).closes.map(\.slot) == [1])
        #expect(pool.state.closeExpired(now: pool.now).closes.map(\.slot) == [])
    }

    @Test func whileTheServerIsAwayNobodyQueues() {
        var pool = Model(size: 3)
        for name in ["a", "b", "c", "d"] { _ = pool.call(name) }
        // Others may still succeed.
        #expect(pool.fail(0).refused == [])
        #expect(pool.fail(1).refused == [])
        #expect(pool.fail(2).refused == ["a", "b", "c", "d"].map { "\($0): connectionFailed" })
        #expect(pool.call("e").refused == ["e: connectionFailed"])
        pool.now += .milliseconds(100)
        // One tries it, the others are told at once.
        #expect(pool.call("f").connects == [0])
        #expect(pool.call("g").refused == ["g: connectionFailed"])
        #expect(pool.connect(0).granted == ["f@0"])
        #expect(pool.call("h").connects == [1])
        #expect(pool.state.gauges.connectFailures == 3)
    }

    @Test func aRefusedConnectionDoesNotHurtThoseThatWaitForOthers() {
        var pool = Model(size: 2)
        _ = pool.call("a")
        _ = pool.connect(0)
        _ = pool.call("b")
        #expect(pool.fail(1).refused == [])
        #expect(pool.call("c").connects == [])
        #expect(pool.state.release(0, isReusable: true, now: pool.now).granted == ["b@0"])
    }

    @Test func closingServesThoseThatWait() {
        var pool = Model(size: 2)
        pool.fill()
        for name in ["a", "b", "c"] { _ = pool.call(name) }
        #expect(pool.state.close().closes.isEmpty)
        #expect(pool.call("d").refused == ["d: poolClosed"])
        #expect(pool.state.release(1, isReusable: true, now: pool.now).granted == ["c@1"])
        #expect(pool.state.release(0, isReusable: true, now: pool.now).closes.map(\.slot) == [0])
        #expect(pool.state.release(1, isReusable: true, now: pool.now).closes.map(\.slot) == [1])
        _ = pool.state.closed(0, now: pool.now)
        #expect(!pool.state.isEmpty)
        _ = pool.state.closed(1, now: pool.now)
        #expect(pool.state.isEmpty)
    }

    @Test func waitsAreCounted() {
        var pool = Model(size: 1)
        pool.fill()
        _ = pool.call("a")
        _ = pool.call("b")
        pool.now += .milliseconds(200)
        _ = pool.state.release(0, isReusable: true, now: pool.now)
        let waits = pool.state.gauges.waits
        #expect(waits.count == 3)
        #expect(waits.cumulative == [2, 2, 2, 2, 3, 3, 3, 3])
        #expect(abs(waits.sum - 0.2) < 1e-9)
    }

    /// Whatever happens in whatever order: nobody is lost or served twice, and nobody waits for nothing.
    @Test(arguments: 0..<20)
    func anyOrderOfEvents(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var pool = Model(size: 3, maximumWaiters: 5)
        var world = World()
        for step in 0..<2_000 {
            pool.now += .milliseconds(Int.random(in: 0...60, using: &random))
            let effects = world.act(on: &pool, step, &random)
            world.apply(effects)
            world.check(pool.state)
        }
        #expect(world.answered.count > 100)
    }
}

/// What the pool's owner and its callers know, kept apart from the pool to check it by.
private struct World {
    var waiting: [(name: String, id: UInt64)] = []
    var leased: Set<Int> = []
    var connecting: Set<Int> = []
    var closing: Set<Int> = []
    var answered: Set<String> = []
    private var ids: UInt64 = 0

    mutating func act(on pool: inout Model, _ step: Int, _ random: inout SplitMix64) -> Model.State.Effects {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3:
            if let lease = pool.state.leaseIdle() {
                #expect(waiting.isEmpty)
                leased.insert(lease.slot)
                return .init()
            }
            ids += 1
            waiting.append(("\(step)", ids))
            return pool.state.enqueue("\(step)", id: ids, now: pool.now, deadline: pool.now + .seconds(1))
        case 4, 5:
            guard let slot = leased.randomElement(using: &random) else { return .init() }
            leased.remove(slot)
            return pool.state.release(slot, isReusable: Bool.random(using: &random), now: pool.now)
        case 6:
            guard let slot = connecting.randomElement(using: &random) else { return .init() }
            connecting.remove(slot)
            return pool.connect(slot, lifetime: .milliseconds(Int.random(in: 1...2_000, using: &random)))
        case 7:
            guard let slot = connecting.randomElement(using: &random) else { return .init() }
            connecting.remove(slot)
            return pool.fail(slot)
        case 8:
            guard let slot = closing.randomElement(using: &random) else { return .init() }
            closing.remove(slot)
            return pool.state.closed(slot, now: pool.now)
        default:
            guard let waiter = waiting.randomElement(using: &random) else { return pool.state.closeExpired(now: pool.now) }
            return pool.state.abandon(id: waiter.id, CancellationError())
        }
    }

    mutating func apply(_ effects: Model.State.Effects) {
        for (name, lease) in effects.grants {
            #expect(waiting.first?.name == name, "first come, first served")
            #expect(leased.insert(lease.slot).inserted, "lent twice")
            answer(name)
        }
        for (name, _) in effects.refusals { answer(name) }
        for slot in effects.connects { #expect(connecting.insert(slot).inserted) }
        for lease in effects.closes { #expect(closing.insert(lease.slot).inserted) }
    }

    private mutating func answer(_ name: String) {
        #expect(waiting.contains { $0.name == name })
        waiting.removeAll { $0.name == name }
        #expect(answered.insert(name).inserted, "answered twice")
    }

    func check(_ state: Model.State) {
        let gauges = state.gauges
        #expect(gauges.waiting == waiting.count)
        #expect(gauges.leased == leased.count)
        #expect(gauges.open + connecting.count + closing.count <= gauges.size)
        if !waiting.isEmpty {
            #expect(gauges.open == gauges.leased, "somebody waits beside an idle connection")
            #expect(!leased.isEmpty || !connecting.isEmpty || !closing.isEmpty, "somebody waits for nothing")
        }
    }
}
