internal import Domain
package import Media
package import Store
internal import SystemPackage

/// Puts files into the storage and takes them out again, with what the database knows of them.
package struct AttachmentVault: Sendable {
    let storage: any ObjectStorage
    private let objects: StoredObjectStore

    package init(storage: any ObjectStorage, objects: StoredObjectStore) {
        self.storage = storage
        self.objects = objects
    }

    /// Stores files, durably. Something has to refer to them within half an hour.
    func keep(_ files: [(path: FilePath, file: StoredFile)]) async throws(ServiceError) {
        let wanted = files.map(\.file)
        // One of them is just being removed: a second later it is gone, and can be stored again.
        guard try await serving({ () async throws(StoreError) in try await objects.want(wanted) }) else { throw .busy }
        for (path, file) in files {
            guard let name = ObjectName(file.object) else { throw .fault("name of an object") }
            do {
                try await storage.put(path, as: name, contentType: file.contentType)
            } catch {
                throw ServiceError(error)
            }
        }
    }

    /// The same of a picture in all its sizes.
    func keep(_ pictures: ProcessedImage) async throws(ServiceError) -> [Attachment.Size: StoredFile] {
        let sizes: [Attachment.Size: Picture] = [.full: pictures.full, .large: pictures.large, .small: pictures.small]
        let files = sizes.mapValues { StoredFile(object: $0.name.text, bytes: $0.bytes, contentType: $0.contentType) }
        try await keep(files.compactMap { size, file in sizes[size].map { (path: $0.file, file: file) } })
        return files
    }

    /// The bytes of a range of a file, held in memory.
    func read(_ file: StoredFile, _ range: Range<Int>) async throws(ServiceError) -> [UInt8] {
        guard let name = ObjectName(file.object) else { throw .fault("name of an object") }
        do {
            return try await storage.read(name, range)
        } catch {
            throw ServiceError(error)
        }
    }

    /// Writes a file out of the storage into one of an upload's, which has to have room for what is stored.
    func fetch(_ file: StoredFile, into incoming: IncomingFile) async throws(ServiceError) {
        for range in ObjectPieces.ranges(of: 0..<file.bytes) { try await incoming.append(try await read(file, range)) }
        try await incoming.finish()
    }
}

extension ServiceError {
    /// Of a folder of the service's own.
    init(_ error: Errno) {
        switch error {
        case .noSpace, .diskQuotaExceeded: self = .storageFull
        default: self = .notReady("the upload folder cannot be written: \(error)")
        }
    }

    init(_ error: StorageError) {
        self =
            switch error {
            case .full: .storageFull
            case .missing: .fault("an object is missing in the storage")
            case .unavailable(let why): .notReady("the attachments' storage: \(why)")
            case .damaged: .fault("an object in the storage is damaged")
            case .cancelled: .unavailable
            }
    }
}
