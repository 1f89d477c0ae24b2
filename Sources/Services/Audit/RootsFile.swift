internal import Domain
internal import Foundation
internal import Glibc

/// A file of seals outside the database, a line of JSON each, in their order, with a line where some of them are lost. Whoever may rewrite the database cannot rewrite this file, and
/// a copy of it elsewhere nobody here.
struct RootsFile {
    /// Longer than any line.
    private static let tail = 8_192

    let path: String

    struct Fault: Error {
        let text: String
    }

    /// The last line in it; nil where there is no file yet, or an empty one.
    func last() throws(Fault) -> RootsLine? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let file = FileHandle(forReadingAtPath: path) else { throw Fault(text: "\(path) cannot be read") }
        defer { try? file.close() }
        return try last(in: file)
    }

    /// Adds lines after the last one, and comes back when they are on the disk. False, and nothing done, when another process has added
    /// some meanwhile.
    func append(_ lines: [RootsLine], after last: RootsLine?) throws(Fault) -> Bool {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Fault(text: "\(path) cannot be written: \(String(cString: strerror(errno)))") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Ends with the descriptor.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, try self.last(in: file) == last else { return false }
        do {
            try file.truncate(atOffset: try wholeLength(of: file))
            try file.write(contentsOf: Data(lines.map(\.bytes).joined()))
            try file.synchronize()
        } catch {
            throw Fault(text: "\(path) cannot be written: \(error.localizedDescription)")
        }
        return true
    }

    private func last(in file: FileHandle) throws(Fault) -> RootsLine? {
        do {
            let whole = try wholeLength(of: file)
            guard whole > 0 else {
                // What does not begin as a line of ours is another file.
                try file.seek(toOffset: 0)
                let start = try file.read(upToCount: 1) ?? Data()
                guard start.isEmpty || start == Data("{".utf8) else { throw Fault(text: "\(path) is no file of seals") }
                return nil
            }
            let start = whole > UInt64(Self.tail) ? whole - UInt64(Self.tail) : 0
            try file.seek(toOffset: start)
            let bytes = try file.read(upToCount: Int(whole - start)) ?? Data()
            if let line = bytes.split(separator: UInt8(ascii: "\n")).last, let last = RootsLine(Data(line)) { return last }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(text: "\(path) cannot be read: \(error.localizedDescription)")
        }
        throw Fault(text: "\(path) does not end with a line of seals")
    }

    /// Without a last line that a crash has cut short.
    private func wholeLength(of file: FileHandle) throws -> UInt64 {
        let length = try file.seekToEnd()
        let start = length > UInt64(Self.tail) ? length - UInt64(Self.tail) : 0
        try file.seek(toOffset: start)
        let bytes = try file.read(upToCount: Self.tail) ?? Data()
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return start }
        return start + UInt64(bytes.distance(from: bytes.startIndex, to: end) + 1)
    }
}
