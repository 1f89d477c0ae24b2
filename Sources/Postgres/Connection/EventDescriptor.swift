internal import CLibPQ
internal import Glibc

/// An eventfd: a counter in the kernel that can be waited for together with sockets. Closed with its owner.
struct EventDescriptor: ~Copyable, Sendable {
    /// For `poll`; readable while the counter is not zero.
    let raw: Int32

    /// Throws `.connectionFailed` if no descriptor is left.
    init(flags: Int) throws(PostgresError) {
        raw = eventfd(0, Int32(flags))
        guard raw >= 0 else { throw PostgresError(.connectionFailed, message: "no eventfd: error \(errno)") }
    }

    deinit {
        close(raw)
    }

    /// Makes it readable. Legal on any thread, and never blocks: the counter cannot come near its maximum.
    func signal() {
        eventfd_write(raw, 1)
    }

    /// Sets the counter to zero; waits for a signal first if it is zero and the descriptor blocks.
    func wait() {
        var count: eventfd_t = 0
        eventfd_read(raw, &count)
    }
}
