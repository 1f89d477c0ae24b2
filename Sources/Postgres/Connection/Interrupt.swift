internal import CLibPQ
internal import Synchronization

/// How a cancelled task reaches a connection whose thread waits for the server.
///
/// Each use of a connection has a number, so that a cancellation that comes late can never hit the next use.
final class Interrupt: Sendable {
    private let interrupted = Atomic<UInt64>(0)
    /// Readable after a request.
    let event: EventDescriptor

    init() throws(PostgresError) {
        event = try EventDescriptor(flags: EFD_CLOEXEC | EFD_NONBLOCK)
    }

    /// Asks the connection's thread to end what it does for this use.
    func request(_ use: UInt64) {
        // Maximum, not store: an older use's late request must not overwrite a newer one.
        interrupted.max(use, ordering: .releasing)
        event.signal()
    }

    /// Whether this use was asked to end.
    func isRequested(_ use: UInt64) -> Bool {
        interrupted.load(ordering: .acquiring) == use
    }
}
