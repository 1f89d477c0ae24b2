internal import Crypto
internal import Domain
package import Foundation
internal import Media
internal import SystemPackage

/// A file that is being written, in the folder of its upload.
///
/// It writes 256 KB at a time: whoever sends it does so in many small pieces, and each change to a thread that may wait costs.
package final class IncomingFile {
    let path: FilePath
    package private(set) var bytes = 0
    /// Of what it begins with, as much as tells what it is.
    private(set) var first: [UInt8] = []
    private let most: Int
    private let work: UploadWork
    private let descriptor: FileDescriptor
    private var hash = SHA256()
    private var unwritten: [UInt8] = []

    private static let heldBytes = 256 * 1024

    init(_ path: FilePath, most: Int, in work: UploadWork) async throws(ServiceError) {
        self.path = path
        self.most = most
        self.work = work
        descriptor = try await work.writing { () throws(Errno) in try path.create() }
    }

    deinit {
        try? descriptor.close()
    }

    /// Throws `uploadRefused` with `tooLarge` before it grows beyond what it may have, and `storageFull`.
    package func append(_ piece: some Collection<UInt8>) async throws(ServiceError) {
        guard bytes + piece.count <= most else { throw .uploadRefused(.tooLarge) }
        bytes += piece.count
        first += piece.prefix(MediaType.sniffedBytes - first.count)
        unwritten += piece
        if unwritten.count >= Self.heldBytes { try await write() }
    }

    /// Comes back when all of it is in the file. Nothing is appended after.
    package func finish() async throws(ServiceError) {
        try await write()
        unwritten = []
    }

    /// The SHA-256 of the finished file.
    package var digest: Data { Data(hash.finalize()) }

    /// An empty folder beside it.
    func newFolder() async throws(ServiceError) -> FilePath {
        try await work.newFolder()
    }

    private func write() async throws(ServiceError) {
        let (descriptor, piece, before) = (descriptor, unwritten, hash)
        hash = try await work.writing { () throws(Errno) in
            do {
                _ = try descriptor.writeAll(piece)
            } catch {
                throw error as? Errno ?? .ioError
            }
            var hash = before
            hash.update(data: piece)
            return hash
        }
        unwritten.removeAll(keepingCapacity: true)
    }
}
