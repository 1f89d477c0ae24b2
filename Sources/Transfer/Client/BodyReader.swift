internal import Glibc

/// Reads what is sent from where it is while libcurl asks for it.
final class BodyReader {
    private let descriptor: Int32
    private let range: Range<Int>
    private var position: Int

    /// nil if the file cannot be opened.
    init?(path: String, range: Range<Int>) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        self.range = range
        position = range.lowerBound
    }

    deinit {
        close(descriptor)
    }

    /// How many bytes it has put there; 0 at the end, nil when the file is shorter than the range or cannot be read.
    func read(into buffer: UnsafeMutableRawPointer, _ most: Int) -> Int? {
        let wanted = min(most, range.upperBound - position)
        guard wanted > 0 else { return 0 }
        let count = pread(descriptor, buffer, wanted, position)
        guard count > 0 else { return nil }
        position += count
        return count
    }

    /// Goes back, for a connection that was gone when it was to be used again.
    func seek(_ offset: Int) -> Bool {
        guard offset >= 0, offset <= range.count else { return false }
        position = range.lowerBound + offset
        return true
    }
}
