internal import CLibPQ
internal import Glibc
internal import Logging

/// One connection to PostgreSQL, lent by a `ConnectionPool`. Its executor is an OS thread of its own, so that libpq may block there.
///
/// Inside `withConnection` and `withTransaction` the caller runs on that thread: statements need no `await`, and other
/// slow work should be done outside.
package actor Connection {
    nonisolated let thread: ConnectionThread
    nonisolated let interrupt: Interrupt
    let options: PoolOptions
    let logger: Logger
    let notices: NoticeLog
    /// libpq's connection; nil before `open` and after `close`.
    var handle: OpaquePointer?
    var cache = StatementCache(capacity: 256)
    /// The BEGIN that goes out together with the transaction's first statement.
    var pendingBegin: SQL?
    /// The statements that go out together with the transaction's COMMIT; nil outside a transaction.
    var closing: [SQL]?
    /// The transaction's COMMIT has been sent before `body` returned.
    var hasEnded = false
    /// The SQLSTATE of the last statement the server refused.
    var lastRefusal: String?
    /// Set when the connection must not be used again: it broke, timed out or was cancelled.
    var isBroken = false
    /// The number of the current use; an `Interrupt` starts at 0, which is none.
    private(set) var use: UInt64 = 1

    /// Runs on the connection's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Starts the thread but does not connect: `open` does.
    init(_ options: PoolOptions, logger: Logger) throws(PostgresError) {
        thread = try ConnectionThread()
        do throws(PostgresError) {
            interrupt = try Interrupt()
        } catch {
            thread.stop()
            throw error
        }
        self.options = options
        self.logger = logger
        notices = NoticeLog(logger)
    }

    isolated deinit {
        close()
        thread.stop()
    }

    /// Connects, with a limit of five seconds for each host, and sets up the session.
    func open() throws {
        let handle = try connect()
        self.handle = handle
        notices.attach(to: handle)
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw PostgresError(.connectionFailed, message: lastMessage)
        }
        do {
            _ = try exchange([sessionSetup])
        } catch let error as PostgresError {
            throw PostgresError(.connectionFailed, message: error.message.isEmpty ? error.description : error.message)
        }
    }

    /// Ends the session. The connection is broken from then on.
    func close() {
        PQfinish(handle)
        handle = nil
        isBroken = true
    }

    /// Begins a use of the connection. The number given to `Interrupt.request` ends this use and no other.
    func beginUse() -> UInt64 {
        use += 1
        return use
    }

    /// Whether the connection may be lent again: whole, and in no transaction.
    var isReusable: Bool {
        !isBroken && pendingBegin == nil && PQstatus(handle) == CONNECTION_OK && transactionStatus == PQTRANS_IDLE
    }

    /// Whether the server has not closed the connection meanwhile, as far as can be told without asking it.
    ///
    /// Reads what has arrived (a notice, a parameter's new value), which is where the end of the stream shows, or the server's
    /// announcement of it.
    func isAlive() -> Bool {
        while !isBroken {
            var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&socket, 1, 0) != 0 else { return true }
            let isReadable = PQconsumeInput(handle) == 1
            // Handles the messages just read.
            _ = PQisBusy(handle)
            isBroken = !isReadable || PQstatus(handle) != CONNECTION_OK || notices.announcesEnd
        }
        return false
    }

    var transactionStatus: PGTransactionStatusType {
        PQtransactionStatus(handle)
    }

    /// libpq's last error, copied at once: the next call overwrites it.
    var lastMessage: String {
        PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    }
}
