internal import Domain
internal import Foundation
internal import Media
package import SystemPackage

/// Where files lie while they come in and are worked on: each upload in a folder of its own, which goes with it.
package struct UploadFolder: Sendable {
    /// What has to be free for an upload to begin: its file, the pictures made of it, and some to spare.
    static let neededBytes = 4 * AttachmentLimits.bytes

    package let path: FilePath
    private let threads = FileThreads()

    package init(_ path: FilePath) {
        self.path = path
    }

    /// Does something with a folder for one upload, which is removed then. Throws `storageFull` when there is no room for one.
    package func working<Value>(_ body: (UploadWork) async throws(ServiceError) -> Value) async throws(ServiceError) -> Value {
        let work = try await begin()
        do throws(ServiceError) {
            let value = try await body(work)
            await work.remove()
            return value
        } catch {
            await work.remove()
            throw error
        }
    }

    private func begin() async throws(ServiceError) -> UploadWork {
        guard try await space().free >= Self.neededBytes else { throw .storageFull }
        let folder = path.appending(UUID().uuidString.lowercased())
        let work = UploadWork(folder, threads)
        try await work.writing { () throws(Errno) in try folder.makeFolders() }
        return work
    }

    /// Of the disk on which it lies.
    func space() async throws(ServiceError) -> DiskSpace {
        let path = path
        do throws(Errno) {
            return try await threads.run { () throws(Errno) in try DiskSpace(at: path) }
        } catch {
            throw ServiceError(error)
        }
    }

    /// Removes what uploads have left that were killed, once it is so old; how many those were.
    func sweep(olderThan age: Duration) async -> Int {
        let path = path
        return await threads.run { () throws(Never) in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path.string)) ?? []
            let limit = Date(timeIntervalSinceNow: -Double(age.components.seconds))
            return names.count { name in
                let folder = path.appending(name).string
                guard UUID(uuidString: name) != nil,
                    let changed = try? FileManager.default.attributesOfItem(atPath: folder)[.modificationDate] as? Date, changed < limit
                else { return false }
                return (try? FileManager.default.removeItem(atPath: folder)) != nil
            }
        }
    }

    /// What keeps uploads from being taken; nil when nothing does.
    package func fault() async -> String? {
        do throws(ServiceError) {
            if try await space().isScarce { throw .storageFull }
            try await working { _ in }
            return nil
        } catch {
            return error == .storageFull ? "has no room for uploads: more than nine tenths of its disk are used" : "cannot be written"
        }
    }
}
