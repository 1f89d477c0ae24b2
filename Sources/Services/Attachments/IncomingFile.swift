internal import Crypto
internal import Domain
package import Foundation
internal import SystemPackage

/// A file that is being written, in the folder of its upload.
package final class IncomingFile {
    let path: FilePath
    package private(set) var bytes = 0
    private let most: Int
    private let work: UploadWork
    private let descriptor: FileDescriptor
    private var hash = SHA256()

    init(_ path: FilePath, most: Int, in work: UploadWork) throws(ServiceError) {
        self.path = path
        self.most = most
        self.work = work
        do {
            descriptor = try FileDescriptor.open(
                path,
                .readWrite,
                options: [.create, .exclusiveCreate],
                permissions: .ownerReadWrite
            )
        } catch {
            throw Self.fault(error)
        }
    }

    deinit {
        try? descriptor.close()
    }

    /// Throws `uploadRefused` with `tooLarge` before it grows beyond what it may have, and `storageFull`.
    package func append(_ piece: some ContiguousBytes & Collection<UInt8>) throws(ServiceError) {
        guard bytes + piece.count <= most else { throw .uploadRefused(.tooLarge) }
        do {
            _ = try piece.withUnsafeBytes { try descriptor.writeAll($0) }
        } catch {
            throw Self.fault(error)
        }
        piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
        bytes += piece.count
    }

    /// The SHA-256 of what it holds so far.
    package var digest: Data { Data(hash.finalize()) }

    /// The first bytes, at most so many.
    func first(_ count: Int) throws(ServiceError) -> [UInt8] {
        do {
            return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = try descriptor.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
            }
        } catch {
            throw Self.fault(error)
        }
    }

    /// An empty folder beside it.
    func newFolder() throws(ServiceError) -> FilePath {
        try work.newFolder()
    }

    private static func fault(_ error: any Error) -> ServiceError {
        switch error as? Errno {
        case .noSpace, .diskQuotaExceeded: .storageFull
        default: .fault("a file of an upload cannot be written")
        }
    }
}
