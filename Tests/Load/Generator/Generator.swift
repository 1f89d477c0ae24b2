import CEpoll
import Glibc

/// Sends requests at moments fixed beforehand, whether or not earlier ones were answered: as many citizens do who know nothing of
/// each other.
struct Generator {
    /// Seconds after which a client gives up.
    private static let patience = 10.0
    /// Connections at most; who finds none free waits, and the time counts.
    private static let mostConnections = 1_000

    private let port: UInt16
    private let templates: [RequestTemplate]
    private var random: Xorshift
    private let epoll = epoll_create1(0)
    private var events = [epoll_event](repeating: epoll_event(), count: 256)
    /// A place for each connection there ever was at once.
    private var connections: [Connection] = []
    /// Places whose connection waits for work, and places without one.
    private var idle: [Int] = []
    private var free: [Int] = []
    private var waiting: ArraySlice<Arrival> = []
    private var outcomes = Outcomes()

    init(port: UInt16, templates: [RequestTemplate], seed: UInt64) {
        self.port = port
        self.templates = templates
        random = Xorshift(seed: seed)
    }

    /// Runs a plan whose first stage begins at `start`, until everything is answered or given up.
    mutating func run(_ plan: [Stage], from start: Double) -> Outcomes {
        var arrivals = Arrivals(plan: plan, start: start, seed: random.next())
        var nextSweep = start
        while let due = arrivals.next() {
            var now = monotonicSeconds()
            while now < due {
                handle(timeout: min(due, nextSweep) - now)
                now = monotonicSeconds()
                guard now > nextSweep else { continue }
                nextSweep = now + 0.5
                giveUp(at: now)
            }
            send(Arrival(due: due))
        }
        while !waiting.isEmpty || idle.count + free.count < connections.count {
            handle(timeout: 0.1)
            giveUp(at: monotonicSeconds())
        }
        return outcomes
    }

    private mutating func handle(timeout: Double) {
        // epoll counts in milliseconds, and waking for every answer would take more from the service than sending does: what is left
        // is slept through. An answer is seen as late as that.
        let milliseconds = Int32(max(0, timeout) * 1_000)
        if milliseconds == 0, timeout > 0 { usleep(UInt32(timeout * 1_000_000)) }
        let count = epoll_wait(epoll, &events, Int32(events.count), milliseconds)
        for event in events.prefix(Int(max(0, count))) {
            let place = Int(event.data.u32)
            if event.events & EPOLLOUT.rawValue != 0 {
                watch(place, EPOLL_CTL_MOD, EPOLLIN)
                transmit(place)
            } else {
                receive(place)
            }
        }
    }

    private mutating func send(_ arrival: Arrival) {
        if let place = idle.popLast() {
            prepare(place, arrival)
            transmit(place)
        } else if connections.count - free.count < Self.mostConnections {
            connect(arrival)
        } else {
            waiting.append(arrival)
        }
    }

    private mutating func connect(_ arrival: Arrival) {
        guard let descriptor = Socket.connecting(to: port) else { return outcomes.add(arrival, .unanswered, toldWhen: false) }
        let place = free.popLast() ?? connections.count
        if place == connections.count { connections.append(Connection(descriptor: descriptor)) }
        connections[place].descriptor = descriptor
        prepare(place, arrival)
        watch(place, EPOLL_CTL_ADD, EPOLLOUT)
    }

    private mutating func prepare(_ place: Int, _ arrival: Arrival) {
        let template = templates[Int(random.next() % UInt64(templates.count))]
        connections[place].begin(template.request(using: &random), arrival)
    }

    private mutating func transmit(_ place: Int) {
        if !connections[place].transmit() { close(place) }
    }

    private mutating func receive(_ place: Int) {
        switch connections[place].receive() {
        case .answered(let outcome, let toldWhen, let isLast):
            if let arrival = connections[place].end() { outcomes.add(arrival, outcome, toldWhen: toldWhen) }
            if isLast {
                close(place)
            } else if let arrival = waiting.popFirst() {
                prepare(place, arrival)
                transmit(place)
            } else {
                idle.append(place)
            }
        case .incomplete: break
        case .closed: close(place)
        }
    }

    /// What was under way on it stays unanswered.
    private mutating func close(_ place: Int) {
        if let arrival = connections[place].end() {
            outcomes.add(arrival, .unanswered, toldWhen: false)
        } else {
            idle.removeAll { $0 == place }
        }
        Glibc.close(connections[place].descriptor)
        free.append(place)
        if let arrival = waiting.popFirst() { connect(arrival) }
    }

    private func watch(_ place: Int, _ operation: Int32, _ events: EPOLL_EVENTS) {
        var event = epoll_event(events: events.rawValue, data: epoll_data_t(u32: UInt32(place)))
        epoll_ctl(epoll, operation, connections[place].descriptor, &event)
    }

    private mutating func giveUp(at now: Double) {
        let late = connections.indices.filter { place in connections[place].arrival.map { now - $0.due > Self.patience } ?? false }
        for place in late { close(place) }
        while let arrival = waiting.first, now - arrival.due > Self.patience {
            waiting.removeFirst()
            outcomes.add(arrival, .unanswered, toldWhen: false)
        }
    }
}

/// Seconds of the clock that Python calls monotonic.
func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
