internal import Crypto
package import Domain
package import FoundationEssentials
package import Media
package import Store
internal import SystemPackage

/// What came of sending a file.
package struct UploadedAttachment: Sendable {
    /// nobody's yet.
    package let id: UUID
    package let contentType: String
    package let bytes: Int
    /// Of a picture.
    package let width: Int?
    package let height: Int?
    /// Where the picture was taken, as its camera noted: told once, kept nowhere.
    package let place: Pin?

    /// Whether it had been sent with the same key before.
    package let isReplay: Bool

    package var kind: Attachment.Kind { width == nil ? .document : .picture }
}

/// Takes files in: what is kept was decoded and made anew, and lies in the storage before it is answered for.
package struct Uploads: Sendable {
    package let folder: UploadFolder
    private let vault: AttachmentVault
    private let store: AttachmentStore
    private let images: ImageProcessor
    private let documents: DocumentCheck
    private let limits: UploadLimits?
    private let keys: KeyRing

    package init(
        folder: UploadFolder,
        vault: AttachmentVault,
        store: AttachmentStore,
        images: ImageProcessor,
        limits: UploadLimits?,
        keys: KeyRing
    ) {
        self.folder = folder
        self.vault = vault
        self.store = store
        self.images = images
        self.limits = limits
        self.keys = keys
        documents = DocumentCheck(mostBytes: AttachmentLimits.bytes)
    }

    /// Does something with a folder for an upload. Of one that is nothing but a file, of about so many bytes, these count for whoever sends
    /// it before it comes; `count` counts what has come. Where the service fails nothing counts.
    package func receive<Value>(
        _ bytes: Int?,
        from uploader: Uploader,
        _ body: (UploadWork, inout UploadLimits.Bill?) async throws -> Value
    ) async throws -> Value {
        if case .citizen(let party) = uploader { try Self.checkScopes(party) }
        guard try await hasRoom() else { throw ServiceError.storageFull }
        var bill: UploadLimits.Bill?
        if let bytes { bill = try await limits?.take(max(bytes, UploadQuotas.leastBytes), for: uploader) }
        do {
            let result: Result<Value, any Error> = try await folder.working { work throws(ServiceError) in
                do {
                    return .success(try await body(work, &bill))
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        } catch {
            if let bill, Self.isOurs(error) { await limits?.giveBack(bill) }
            throw error
        }
    }

    /// Uploads are the first to wait when a disk fills up; what has come in is worked on still.
    private func hasRoom() async throws(ServiceError) -> Bool {
        if try await folder.space().isScarce { return false }
        do throws(StorageError) {
            return try await !vault.storage.isScarce()
        } catch {
            throw ServiceError(error)
        }
    }

    /// Counts files as what they are, instead of what they were announced as. Throws `uploadQuotaUsedUp` for more than somebody may send.
    package func count(
        _ files: [IncomingFile],
        of uploader: Uploader,
        on bill: inout UploadLimits.Bill?
    ) async throws(ServiceError) {
        let bytes = files.reduce(0) { $0 + Self.weight($1) }
        guard let limits, bytes > 0 else { return }
        if let announced = bill {
            bill = try await limits.settle(announced, at: bytes)
        } else {
            bill = try await limits.take(bytes, for: uploader)
        }
    }

    /// What a file counts for. One that is refused by its first bytes has cost no work.
    private static func weight(_ file: IncomingFile) -> Int {
        switch MediaType.sniff(file.first) {
        case .jpeg, .png, .webp, .pdf: max(file.bytes, UploadQuotas.leastBytes)
        case .heic, .gif, .video, nil: file.bytes
        }
    }

    /// Whether it was not for whoever sent it to do better.
    private static func isOurs(_ error: any Error) -> Bool {
        switch error as? ServiceError {
        case .busy, .unavailable, .outcomeUnknown, .storageFull, .notReady, .fault: true
        default: false
        }
    }

    private static func checkScopes(_ party: FilingParty) throws(ServiceError) {
        if let client = party.client, !client.scopes.contains(.fileReports) { throw .scopeMissing }
        if party.assertion != nil, party.client?.scopes.contains(.assertReporters) != true { throw .scopeMissing }
    }

    /// Keeps a file as an attachment that nobody has claimed. Throws `uploadRefused` for what is not taken; nothing of it is left then.
    /// With a key it is kept once, for as long as it is there; another file with the same key is `keyReused`.
    package func keep(_ file: IncomingFile, from uploader: Uploader, key: String? = nil) async throws(ServiceError) -> UploadedAttachment {
        let id = key.map { self.id($0, uploader) } ?? UUID.next()
        guard let type = MediaType.sniff(file.first) else { throw .uploadRefused(.unknownType) }
        if type == .pdf { return try await keepDocument(file, id, from: uploader) }
        return try await keepPicture(file, id, from: uploader)
    }

    private func keepPicture(_ file: IncomingFile, _ id: UUID, from uploader: Uploader) async throws(ServiceError) -> UploadedAttachment {
        let folder = try await file.newFolder()
        let pictures = try await picturing { () async throws(ImageFault) in try await images.process(file.path, into: folder) }
        let stored = try await vault.keep(pictures)
        let full = pictures.full
        let isNew = try await add(
            NewAttachment(
                id: id,
                kind: .picture,
                width: full.width,
                height: full.height,
                uploadedBy: uploader.editor?.name.text,
                files: stored
            ),
            by: uploader.editor
        )
        return UploadedAttachment(
            id: id,
            contentType: full.contentType,
            bytes: full.bytes,
            width: full.width,
            height: full.height,
            place: pictures.coordinates.map { Pin(latitude: $0.latitude, longitude: $0.longitude) },
            isReplay: !isNew
        )
    }

    private func keepDocument(_ file: IncomingFile, _ id: UUID, from uploader: Uploader) async throws(ServiceError) -> UploadedAttachment {
        guard let editor = uploader.editor else { throw .uploadRefused(.document) }
        do {
            try await documents.check(file.path)
        } catch {
            throw ServiceError(error)
        }
        let type = MediaType.pdf.rawValue
        let stored = StoredFile(object: file.digest.hexadecimal, bytes: file.bytes, contentType: type)
        try await vault.keep([(file.path, stored)])
        let isNew = try await add(
            NewAttachment(id: id, kind: .document, width: nil, height: nil, uploadedBy: editor.name.text, files: [.full: stored]),
            by: editor
        )
        return UploadedAttachment(id: id, contentType: type, bytes: file.bytes, width: nil, height: nil, place: nil, isReplay: !isNew)
    }

    /// Whether it is new.
    private func add(_ attachment: NewAttachment, by editor: Editor?) async throws(ServiceError) -> Bool {
        switch try await serving({ () async throws(StoreError) in try await store.add(attachment, by: editor) }) {
        case .added: true
        case .known: false
        case .otherFiles: throw .keyReused
        }
    }

    /// The id of what is sent with a key. Keys may be as plain as 1, 2, 3, and whoever has an id may claim what it is of.
    private func id(_ key: String, _ uploader: Uploader) -> UUID {
        let sender =
            switch uploader {
            case .citizen(let party): party.client.map { "client|\($0.id.uuidString)" } ?? "citizen"
            case .staff(let principal): "staff|\(principal.name.text)"
            }
        let digest = HMAC<SHA256>.authenticationCode(for: Data("upload|\(sender)|\(key)".utf8), using: keys.current.key)
        return UUID(digest)
    }
}

extension UUID {
    /// Version 8: of the first bytes of a digest.
    fileprivate init(_ digest: HMAC<SHA256>.MAC) {
        let bytes = Array(digest)
        self.init(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6] & 0x0F | 0x80, bytes[7],
                bytes[8] & 0x3F | 0x80, bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            )
        )
    }
}
