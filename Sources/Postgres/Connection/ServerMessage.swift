internal import CLibPQ
internal import Logging
internal import Synchronization

/// Reads the fields of a server's error or notice.
struct ServerMessage {
    private let result: OpaquePointer?

    /// `result` must outlive the message.
    init(_ result: OpaquePointer?) {
        self.result = result
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }

    var sqlState: String { field(diag_sqlstate) ?? "" }
    var text: String { field(diag_message) ?? "" }
    /// `ERROR`, `FATAL`, `WARNING`, …, whatever the server's language.
    var severity: String { field(diag_severity) ?? "" }
    /// The server's function that wrote the message: unlike its words, the same in every language.
    var source: String { field(diag_function) ?? "" }
    /// The server ends the connection with this message.
    var isFatal: Bool { severity == "FATAL" || severity == "PANIC" }

    /// 57014 can only be a timeout here: a connection whose statement we cancelled is never used again.
    var error: PostgresError {
        PostgresError(
            sqlState == "57014" ? .timedOut : .server(sqlState: sqlState),
            message: text,
            constraint: field(diag_constraint),
            table: field(diag_table),
            column: field(diag_column)
        )
    }
}

/// Writes the server's notices to the log; libpq would print them to the standard error output.
final class NoticeLog: Sendable {
    private let logger: Logger
    private let isUnreplicated = Atomic(false)
    private let isLast = Atomic(false)

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Must be called on the connection's thread, and the log must outlive the connection.
    func attach(to connection: OpaquePointer) {
        let receive: PQnoticeReceiver = { context, notice in
            guard let context else { return }
            Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().write(ServerMessage(notice))
        }
        PQsetNoticeReceiver(connection, receive, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Whether the server has announced that it ends the connection.
    var announcesEnd: Bool { isLast.load(ordering: .relaxed) }

    /// Whether a commit since the last call gave up waiting for a synchronous standby: it stands on this server alone, which
    /// answered as if all were well, and a failover may undo it.
    func takeUnreplicatedCommit() -> Bool {
        isUnreplicated.exchange(false, ordering: .relaxed)
    }

    private func write(_ notice: ServerMessage) {
        if notice.isFatal { isLast.store(true, ordering: .relaxed) }
        if notice.source == "SyncRepWaitForLSN" { isUnreplicated.store(true, ordering: .relaxed) }
        let level: Logger.Level =
            switch notice.severity {
            case "WARNING", "ERROR", "FATAL", "PANIC": .warning
            case "NOTICE", "INFO": .info
            default: .debug
            }
        logger.log(level: level, "PostgreSQL: \(notice.text)", metadata: ["sqlstate": "\(notice.sqlState)"])
    }
}
