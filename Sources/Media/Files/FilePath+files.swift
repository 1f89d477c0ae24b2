internal import Glibc
package import SystemPackage

/// Files as the system has them. Each throws the system's own word.
extension FilePath {
    /// All bytes of a file; nil if it has more than so many.
    func contents(most: Int) throws(Errno) -> [UInt8]? {
        try Self.system {
            let file = try FileDescriptor.open(self, .readOnly, options: .closeOnExec)
            return try file.closeAfter {
                let size = Int(try file.seek(offset: 0, from: .end))
                guard size <= most else { return nil }
                // One byte more: it may have grown.
                let bytes = try [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
                    while count <= size {
                        let read = try file.read(
                            fromAbsoluteOffset: Int64(count),
                            into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                        )
                        if read == 0 { break }
                        count += read
                    }
                }
                return bytes.count <= most ? bytes : nil
            }
        }
    }

    /// As many bytes of a range as there are.
    func bytes(in range: Range<Int>) throws(Errno) -> [UInt8] {
        try Self.system {
            let file = try FileDescriptor.open(self, .readOnly, options: .closeOnExec)
            return try file.closeAfter {
                try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
                    while count < range.count {
                        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                        let read = try file.read(fromAbsoluteOffset: Int64(range.lowerBound + count), into: rest)
                        if read == 0 { break }
                        count += read
                    }
                }
            }
        }
    }

    /// Makes a file that is not there yet, which only this user may read, and opens it.
    package func create() throws(Errno) -> FileDescriptor {
        try Self.system {
            let options: FileDescriptor.OpenOptions = [.create, .exclusiveCreate, .closeOnExec]
            return try FileDescriptor.open(self, .readWrite, options: options, permissions: .ownerReadWrite)
        }
    }

    /// Makes a file that is not there yet, of pieces one behind the other.
    func write(_ pieces: [ArraySlice<UInt8>]) throws(Errno) {
        let file = try create()
        try Self.system {
            try file.closeAfter {
                for piece in pieces { _ = try file.writeAll(piece) }
            }
        }
    }

    /// Removes a file, if it is there.
    func removeFile() throws(Errno) {
        guard unlink(string) != 0, errno != ENOENT else { return }
        throw Errno(rawValue: errno)
    }

    static func system<Value>(_ work: () throws -> Value) throws(Errno) -> Value {
        do {
            return try work()
        } catch let error as Errno {
            throw error
        } catch {
            throw .ioError
        }
    }
}
