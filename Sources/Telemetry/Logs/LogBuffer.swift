internal import Dispatch
internal import Glibc
internal import Synchronization

/// Log lines on their way to an output. Who logs only adds a line; what has gathered for some milliseconds is written by one call of
/// write(2), by a thread of the buffer's own: a call for each line cost a request more than making the line, and a reader that stops
/// made the event loops wait.
///
/// Never throws and never ends the process; a line for which there is no room, or which cannot be written, is counted. A process that
/// is killed takes the lines of the last milliseconds with it.
package final class LogBuffer: Sendable {
    private struct Gathered {
        var bytes: [UInt8] = []
        var isScheduled = false
    }

    /// The standard error stream; all handlers of a process share this one. Emptied when the process exits.
    package static let standardError: LogBuffer = {
        atexit { LogBuffer.standardError.flush() }
        return LogBuffer(.standardError)
    }()

    /// Some thousand lines: what a service at its busiest logs while a reader is away for a second.
    static let capacity = 4 * 1024 * 1024
    private static let pause: DispatchTimeInterval = .milliseconds(5)

    private let output: LogOutput
    private let gathered = Mutex(Gathered())
    /// Held from taking what has gathered to its end, so that lines keep their order.
    private let writing = Mutex(())
    private let refused = Atomic<UInt64>(0)
    private let queue = DispatchQueue(label: "log")

    /// A buffer before `output`, which nobody else writes to.
    package init(_ output: LogOutput) {
        self.output = output
    }

    /// How many lines could not be written, or not to their end.
    package var droppedLines: UInt64 {
        refused.load(ordering: .relaxed) + output.droppedLines
    }

    /// Adds one line, which ends in a line feed.
    func add(_ line: [UInt8]) {
        let isFirst: Bool? = gathered.withLock { gathered in
            guard gathered.bytes.count + line.count <= Self.capacity else { return nil }
            gathered.bytes.append(contentsOf: line)
            defer { gathered.isScheduled = true }
            return !gathered.isScheduled
        }
        switch isFirst {
        case true?: queue.asyncAfter(deadline: .now() + Self.pause) { self.flush() }
        case false?: break
        case nil: refused.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Writes all that has gathered before it returns, or as much as the output takes in time.
    package func flush() {
        writing.withLock { _ in
            let lines = gathered.withLock { gathered in
                defer { gathered = Gathered() }
                return gathered.bytes
            }
            if !lines.isEmpty { output.write(lines) }
        }
    }
}
