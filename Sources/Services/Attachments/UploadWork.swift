internal import Domain
internal import Foundation
internal import Media
internal import SystemPackage

/// The folder of one upload. Whoever began it removes it, whatever came of it.
package struct UploadWork: Sendable {
    private let folder: FilePath
    private let threads: FileThreads

    init(_ folder: FilePath, _ threads: FileThreads) {
        self.folder = folder
        self.threads = threads
    }

    /// With everything in it.
    func remove() async {
        let folder = folder
        await threads.run { () throws(Never) in try? FileManager.default.removeItem(atPath: folder.string) }
    }

    /// An empty file, for so many bytes.
    package func newFile(most: Int = AttachmentLimits.bytes) async throws(ServiceError) -> IncomingFile {
        try await IncomingFile(folder.appending(UUID().uuidString.lowercased()), most: most, in: self)
    }

    /// An empty folder.
    func newFolder() async throws(ServiceError) -> FilePath {
        let path = folder.appending(UUID().uuidString.lowercased())
        try await writing { () throws(Errno) in try path.makeFolder() }
        return path
    }

    /// Does something to files, off the threads on which everything else runs.
    func writing<Value: Sendable>(_ work: @escaping @Sendable () throws(Errno) -> Value) async throws(ServiceError) -> Value {
        do throws(Errno) {
            return try await threads.run(work)
        } catch {
            throw ServiceError(error)
        }
    }
}
