import Glibc
import Testing

/// A pipe whose written end a log output is given, and whose other end a test reads.
final class LinePipe {
    private var readingEnd: Int32 = -1
    private(set) var writingEnd: Int32 = -1

    init(nonBlocking: Bool = false) throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        readingEnd = ends[0]
        writingEnd = ends[1]
        if nonBlocking { try #require(fcntl(writingEnd, F_SETFL, O_NONBLOCK) == 0) }
    }

    deinit {
        closeWritingEnd()
        close(readingEnd)
    }

    func closeWritingEnd() {
        if writingEnd >= 0 { close(writingEnd) }
        writingEnd = -1
    }

    /// The written end, which is now the caller's to close.
    func takeWritingEnd() -> Int32 {
        defer { writingEnd = -1 }
        return writingEnd
    }

    /// Makes the pipe hold `size` bytes; one page is the least.
    func resize(to size: Int32) throws {
        // F_SETPIPE_SZ of fcntl(2), which Glibc shows to GNU sources only.
        try #require(fcntl(writingEnd, 1_031, size) == size)
    }

    /// Up to `count` bytes that are there, waiting for the first.
    func read(upTo count: Int) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: count)
        let taken = Glibc.read(readingEnd, &chunk, count)
        return Array(chunk.prefix(max(0, taken)))
    }

    /// Everything until the writing end is closed.
    func readToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = read(upTo: 65_536)
            if chunk.isEmpty { return bytes }
            bytes += chunk
        }
    }
}
