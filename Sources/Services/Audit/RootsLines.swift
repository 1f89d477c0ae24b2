internal import Domain
internal import Foundation

/// The lines of a roots file one after another, however long it is.
struct RootsLines {
    private static let chunk = 64 * 1024

    private let file: FileHandle
    private var buffer = Data()
    private var isAtEnd = false
    /// Of the line last read.
    private(set) var number = 0

    init(path: String) throws(AuditDamage) {
        guard let file = FileHandle(forReadingAtPath: path) else { throw .unreadableRoots(path) }
        self.file = file
    }

    /// nil after the last one. A last line without its end is not looked at: a crash has cut it short.
    mutating func next() throws(AuditDamage) -> RootsLine? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[buffer.startIndex..<end]
                buffer = buffer[buffer.index(after: end)...]
                number += 1
                guard let read = RootsLine(Data(line)) else { throw .unreadableLine(number) }
                return read
            }
            guard !isAtEnd else { return nil }
            let more = (try? file.read(upToCount: Self.chunk)) ?? Data()
            isAtEnd = more.isEmpty
            // Copied, so that what was read is let go of.
            buffer = Data(buffer) + more
        }
    }
}
