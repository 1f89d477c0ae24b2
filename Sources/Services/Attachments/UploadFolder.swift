internal import Domain
internal import Foundation
package import SystemPackage

/// Where files lie while they come in and are worked on: each upload in a folder of its own, which goes with it.
package struct UploadFolder: Sendable {
    /// What has to be free for an upload to begin: its file, the pictures made of it, and some to spare.
    static let neededBytes = 4 * AttachmentLimits.bytes

    package let path: FilePath

    package init(_ path: FilePath) {
        self.path = path
    }

    /// A folder for one upload, for whoever calls to remove. Throws `storageFull` when there is no room for one.
    package func begin() throws(ServiceError) -> UploadWork {
        guard hasRoom else { throw .storageFull }
        let folder = path.appending(UUID().uuidString.lowercased())
        do {
            try FileManager.default.createDirectory(
                atPath: folder.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw hasRoom ? ServiceError.fault("the upload folder cannot be written") : .storageFull
        }
        return UploadWork(folder)
    }

    /// Whether there is room for one more upload. A folder that is yet to be made has the room of those above it.
    var hasRoom: Bool {
        var facts = statvfs()
        guard statvfs(path.string, &facts) == 0 else { return true }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize) >= UInt64(Self.neededBytes)
    }

    /// Removes what uploads have left that were killed, once it is so old; how many those were.
    func sweep(olderThan age: Duration) -> Int {
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

    /// What keeps uploads from being taken; nil when nothing does.
    package func fault() -> String? {
        do {
            try begin().remove()
            return nil
        } catch {
            return error == .storageFull ? "has no room for an upload" : "cannot be written"
        }
    }
}
