internal import CLibPQ
internal import Glibc

/// Why no answer will come any more.
enum Loss: Error {
    case connection(String)
    case deadline
    case interrupted

    var message: String {
        switch self {
        case .connection(let message): message
        case .deadline: "no answer in time"
        case .interrupted: "cancelled, and no answer since"
        }
    }
}

/// How long, and for what, one exchange waits.
struct Wait {
    /// How much longer than the server the client waits: the server's own answer is better than a broken connection.
    static let grace: Duration = .seconds(1)
    /// How long a cancelled statement may take to end.
    static let cancellationLimit: Duration = .seconds(5)

    /// The server's limit for one statement; zero for none.
    let limit: Duration
    let ignoresInterrupt: Bool
    /// The statement has been cancelled on the server.
    var wasInterrupted = false
    var deadline: ContinuousClock.Instant?

    init(limit: Duration, ignoresInterrupt: Bool) {
        self.limit = limit
        self.ignoresInterrupt = ignoresInterrupt
    }

    /// Each answer has the full time, as each statement has on the server; once cancelled, all of them together.
    mutating func restart() {
        guard !wasInterrupted else { return }
        deadline = limit > .zero ? .now + limit + Self.grace : nil
    }

    /// For `poll`: -1 is without end. Throws when the time is over.
    func remainingMilliseconds() throws(Loss) -> Int32 {
        guard let deadline else { return -1 }
        let remaining = ContinuousClock.now.duration(to: deadline).milliseconds
        guard remaining > 0 else { throw wasInterrupted ? .interrupted : .deadline }
        return remaining
    }
}

extension Connection {
    /// The next result, or nil at the end of a statement.
    func nextResult(_ wait: inout Wait) throws(Loss) -> OpaquePointer? {
        wait.restart()
        var unsent = PQflush(handle)
        // Reading while there is something left to send: otherwise both sides can wait for the other's full buffer to empty.
        while unsent == 1 || PQisBusy(handle) == 1 {
            try waitForSocket(POLLIN | (unsent == 1 ? POLLOUT : 0), &wait)
            if unsent == 1 { unsent = PQflush(handle) }
        }
        guard unsent == 0 else { throw .connection(lastMessage) }
        let result = PQgetResult(handle)
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQclear(result) }
            throw .connection(lastMessage)
        }
        return result
    }

    /// Waits for the socket, an interruption or the deadline, and reads what has come.
    private func waitForSocket(_ events: Int32, _ wait: inout Wait) throws(Loss) {
        var descriptors = [
            pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0),
            pollfd(fd: interrupt.event.raw, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&descriptors, nfds_t(descriptors.count), try wait.remainingMilliseconds())
        if descriptors[1].revents != 0 {
            interrupt.event.wait()
        }
        if descriptors[0].revents & Int16(POLLIN | POLLERR | POLLHUP) != 0, PQconsumeInput(handle) == 0 {
            throw .connection(lastMessage)
        }
        if interrupt.isRequested(use), !wait.ignoresInterrupt, !wait.wasInterrupted {
            try cancelStatement(&wait)
        }
    }

    /// Asks the server to end the statement, by a connection and a thread of its own: what the request comes to shows in the answer to the
    /// statement, which is waited for no longer than the limit. It may reach the server after the statement's end and hit the next one, and
    /// no delay makes that impossible: so this connection has no next one.
    private func cancelStatement(_ wait: inout Wait) throws(Loss) {
        isBroken = true
        wait.wasInterrupted = true
        wait.deadline = .now + Wait.cancellationLimit
        guard let messenger = try? ConnectionThread() else { throw .interrupted }
        defer { messenger.stop() }
        // The messenger's alone from here on.
        nonisolated(unsafe) let request = PQgetCancel(handle)
        messenger.perform {
            var message = [CChar](repeating: 0, count: 256)
            // Comes back when the server has closed its end: never, as long as it takes connections and does not serve them.
            PQcancel(request, &message, Int32(message.count))
            PQfreeCancel(request)
        }
    }
}
