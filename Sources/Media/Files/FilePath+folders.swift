internal import Crypto
internal import Glibc
package import SystemPackage

/// What a storage does with files and folders.
extension FilePath {
    /// Makes a folder that only this user may enter, unless it is there.
    package func makeFolder() throws(Errno) {
        guard mkdir(string, 0o700) != 0, errno != EEXIST else { return }
        throw Errno(rawValue: errno)
    }

    /// The same with the folders above it.
    package func makeFolders() throws(Errno) {
        do throws(Errno) {
            try makeFolder()
        } catch .noSuchFileOrDirectory {
            let above = removingLastComponent()
            guard !above.isEmpty, above != self else { throw .noSuchFileOrDirectory }
            try above.makeFolders()
            try makeFolder()
        }
    }

    /// Gives a file another name on the same file system, whatever was there before.
    func move(to place: FilePath) throws(Errno) {
        guard rename(string, place.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Comes back when what a folder names is on the disk.
    func synchronize() throws(Errno) {
        try Self.system {
            let folder = try FileDescriptor.open(self, .readOnly, options: [.closeOnExec, .directory])
            try folder.closeAfter { try folder.synchronize() }
        }
    }

    /// Copies a file to a place where none is, and comes back when it is on the disk, with the name of its bytes. Leaves nothing on failure.
    func copy(to copy: FilePath) throws(Errno) -> ObjectName {
        do throws(Errno) {
            return try Self.system {
                let source = try FileDescriptor.open(self, .readOnly, options: .closeOnExec)
                return try source.closeAfter {
                    let target = try copy.create()
                    return try target.closeAfter {
                        let name = try source.digest { try target.writeAll($0) }
                        try target.synchronize()
                        return name
                    }
                }
            }
        } catch {
            try? copy.removeFile()
            throw error
        }
    }

    /// The name of a file's bytes, and how many they are.
    func named() throws(Errno) -> (name: ObjectName, bytes: Int) {
        try Self.system {
            let file = try FileDescriptor.open(self, .readOnly, options: .closeOnExec)
            return try file.closeAfter {
                var bytes = 0
                let name = try file.digest { bytes += $0.count }
                return (name, bytes)
            }
        }
    }

    /// How large a file is and when it was written; nil when it is not there.
    func status() throws(Errno) -> (bytes: Int, modified: Int)? {
        var status = Glibc.stat()
        if lstat(string, &status) == 0 { return (Int(status.st_size), status.st_mtim.tv_sec) }
        guard errno == ENOENT else { throw Errno(rawValue: errno) }
        return nil
    }

    /// What a folder has, in order; nothing when it is none, or not there.
    func names() throws(Errno) -> [String] {
        guard let folder = opendir(string) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw Errno(rawValue: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

extension FileDescriptor {
    fileprivate func synchronize() throws(Errno) {
        guard fsync(rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Reads to the end, hands over each piece and returns the name of all.
    fileprivate func digest(_ piece: (ArraySlice<UInt8>) throws -> Void) throws -> ObjectName {
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while case let count = try buffer.withUnsafeMutableBytes({ try read(into: $0) }), count > 0 {
            hash.update(data: buffer[..<count])
            try piece(buffer[..<count])
        }
        return ObjectName(hash.finalize())
    }
}
