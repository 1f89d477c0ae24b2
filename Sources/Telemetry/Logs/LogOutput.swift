internal import Glibc
internal import Synchronization

/// Where log lines go: a file descriptor to which whole lines are written.
///
/// Never throws and never ends the process by itself; a line that cannot be written is counted. The process must ignore SIGPIPE
/// if the reader of a pipe may go away.
package final class LogOutput: Sendable {
    /// What the last lines left behind.
    private struct Progress {
        /// The last line was cut by an error, so that the next must first end it.
        var isInsideLine = false
        /// The reader did not read in time, so that no line waits for it until one is taken again.
        var isStalled = false
    }

    /// The standard error stream.
    static let standardError = LogOutput(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let patience: Duration
    /// A file has no reader to wait for.
    private let isFile: Bool
    private let progress = Mutex(Progress())
    private let dropped = Atomic<UInt64>(0)

    /// Writes to `descriptor`, which stays open and the caller's.
    package convenience init(descriptor: Int32) {
        // A reader that takes longer for what is at most 4 MB has stopped, or is as good as that; the service goes on without its log.
        self.init(descriptor: descriptor, patience: .seconds(1))
    }

    /// Waits for the reader for so long, each time that lines are written.
    init(descriptor: Int32, patience: Duration) {
        self.descriptor = descriptor
        self.patience = patience
        var status = stat()
        isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// How many lines could not be written, or not to their end.
    package var droppedLines: UInt64 {
        dropped.load(ordering: .relaxed)
    }

    /// Writes lines, the last of which ends in a line feed.
    func write(_ lines: [UInt8]) {
        progress.withLock { progress in
            let bytes = progress.isInsideLine ? [UInt8(ascii: "\n")] + lines : lines
            let written = deliver(bytes, by: .now + (progress.isStalled ? .zero : patience))
            progress.isStalled = written < bytes.count
            let lost = bytes[max(written, bytes.count - lines.count)...].count { $0 == UInt8(ascii: "\n") }
            if lost > 0 { dropped.wrappingAdd(UInt64(lost), ordering: .relaxed) }
            if written > 0 { progress.isInsideLine = bytes[written - 1] != UInt8(ascii: "\n") }
        }
    }

    /// How many bytes were taken before an error, the end, or the deadline, after which nothing is waited for. No more at once than a pipe
    /// that has room takes without making its writer wait for ever.
    private func deliver(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) -> Int {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, isFile || hasRoom(by: deadline) {
                let rest = buffer.count - written
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), isFile ? rest : min(rest, Int(PIPE_BUF)))
                if count > 0 {
                    written += count
                } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                    break
                }
            }
            return written
        }
    }

    /// True also for a descriptor with an error, which the next write tells.
    private func hasRoom(by deadline: ContinuousClock.Instant) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let patience = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            let ready = poll(&request, 1, Int32(max(0, patience.rounded(.up))))
            if ready >= 0 || errno != EINTR { return ready > 0 }
        }
    }
}
