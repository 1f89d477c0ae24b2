internal import Crypto
internal import Foundation
internal import Glibc
internal import SystemPackage

/// The folder of a storage, as the thread sees it that works with it.
struct StorageFolder: Sendable {
    let path: FilePath

    /// Where files are until they are whole, on the same file system.
    private var unfinished: FilePath { path.appending("unfinished") }

    func place(of name: ObjectName) -> FilePath {
        path.appending(String(name.text.prefix(2))).appending(String(name.text.dropFirst(2).prefix(2))).appending(name.text)
    }

    /// Copies a file to a name of its own, and when all of it is on the disk gives it its place. A file that is there is replaced by the same
    /// bytes. After a crash there is the one or the other.
    func put(_ file: FilePath, _ name: ObjectName) throws(StorageError) {
        do throws(Errno) {
            let place = place(of: name)
            let folders = [path, place.removingLastComponent().removingLastComponent(), place.removingLastComponent()]
            for folder in folders + [unfinished] { try folder.makeFolder() }
            let copy = unfinished.appending(UUID().uuidString.lowercased())
            guard try file.copy(to: copy) == name else {
                try copy.removeFile()
                throw Errno.badMessage
            }
            do throws(Errno) {
                try copy.move(to: place)
            } catch {
                try? copy.removeFile()
                throw error
            }
            // The names: of the file, and of folders that may be new, by whomever they were made.
            for folder in folders.reversed() { try folder.synchronize() }
        } catch {
            throw fault(error)
        }
    }

    func read(_ name: ObjectName, _ range: Range<Int>) throws(StorageError) -> [UInt8] {
        do throws(Errno) {
            let bytes = try place(of: name).bytes(in: range)
            guard bytes.count == range.count else { throw Errno.badMessage }
            return bytes
        } catch {
            throw fault(error)
        }
    }

    /// A folder that is not there, a disk that is not mounted say, is no object that is missing.
    private func fault(_ error: Errno) -> StorageError {
        let isMissing = error == .noSuchFileOrDirectory && (try? path.status()) ?? nil == nil
        return isMissing ? .unavailable("its folder is not there") : StorageError(error)
    }

    /// Folder by folder in the order of their names, which is that of the files.
    func list(after name: ObjectName?, limit: Int) throws(StorageError) -> [StoredObject] {
        do throws(Errno) {
            var objects: [StoredObject] = []
            let start = name?.text ?? ""
            for outer in try path.names() where outer.utf8.count == 2 && outer >= start.prefix(2) {
                for inner in try path.appending(outer).names() where outer + inner >= start.prefix(4) {
                    for text in try path.appending(outer).appending(inner).names() where text > start {
                        guard let name = ObjectName(text), let status = try place(of: name).status() else { continue }
                        objects.append(StoredObject(name: name, bytes: status.bytes, modified: status.modified))
                        if objects.count == limit { return objects }
                    }
                }
            }
            return objects
        } catch {
            throw StorageError(error)
        }
    }

    func removeUnfinished(before time: Int) throws(StorageError) {
        do throws(Errno) {
            for name in try unfinished.names() {
                let file = unfinished.appending(name)
                if let status = try file.status(), status.modified < time { try file.removeFile() }
            }
        } catch {
            throw StorageError(error)
        }
    }

    /// Writes a file as a put does, and removes it.
    func check() throws(StorageError) {
        do throws(Errno) {
            for folder in [path, unfinished] { try folder.makeFolder() }
            let file = unfinished.appending("check-" + UUID().uuidString.lowercased())
            try file.write([[0]])
            try file.removeFile()
        } catch {
            throw fault(error)
        }
    }
}

extension StorageError {
    /// `badMessage` stands for bytes that are not what they should be.
    init(_ error: Errno) {
        switch error {
        case .noSpace, .diskQuotaExceeded: self = .full
        case .noSuchFileOrDirectory: self = .missing
        case .badMessage: self = .damaged
        default: self = .unavailable("\(error)")
        }
    }
}
