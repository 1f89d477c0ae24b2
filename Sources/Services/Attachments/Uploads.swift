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

    package init(
        folder: UploadFolder,
        vault: AttachmentVault,
        store: AttachmentStore,
        images: ImageProcessor,
        limits: UploadLimits?
    ) {
        self.folder = folder
        self.vault = vault
        self.store = store
        self.images = images
        self.limits = limits
        documents = DocumentCheck(mostBytes: AttachmentLimits.bytes)
    }

    /// Does something with a folder for an upload of so many bytes, which count for whoever sends it, except where the service fails.
    package func receive<Value>(
        _ bytes: Int,
        from uploader: Uploader,
        _ body: (UploadWork) async throws -> Value
    ) async throws -> Value {
        if case .citizen(let party) = uploader { try Self.checkScopes(party) }
        guard try await hasRoom() else { throw ServiceError.storageFull }
        let bill = try await limits?.take(bytes, for: uploader)
        do {
            let result: Result<Value, any Error> = try await folder.working { work throws(ServiceError) in
                do {
                    return .success(try await body(work))
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
    package func keep(_ file: IncomingFile, from uploader: Uploader) async throws(ServiceError) -> UploadedAttachment {
        guard let type = MediaType.sniff(file.first) else { throw .uploadRefused(.unknownType) }
        if type == .pdf { return try await keepDocument(file, from: uploader) }
        return try await keepPicture(file, from: uploader)
    }

    private func keepPicture(_ file: IncomingFile, from uploader: Uploader) async throws(ServiceError) -> UploadedAttachment {
        let folder = try await file.newFolder()
        let pictures = try await picturing { () async throws(ImageFault) in try await images.process(file.path, into: folder) }
        let stored = try await vault.keep(pictures)
        let (id, full) = (UUID.next(), pictures.full)
        try await add(
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
            place: pictures.coordinates.map { Pin(latitude: $0.latitude, longitude: $0.longitude) }
        )
    }

    private func keepDocument(_ file: IncomingFile, from uploader: Uploader) async throws(ServiceError) -> UploadedAttachment {
        guard let editor = uploader.editor else { throw .uploadRefused(.document) }
        do {
            try await documents.check(file.path)
        } catch {
            throw ServiceError(error)
        }
        let type = MediaType.pdf.rawValue
        let stored = StoredFile(object: file.digest.hexadecimal, bytes: file.bytes, contentType: type)
        try await vault.keep([(file.path, stored)])
        let id = UUID.next()
        try await add(
            NewAttachment(id: id, kind: .document, width: nil, height: nil, uploadedBy: editor.name.text, files: [.full: stored]),
            by: editor
        )
        return UploadedAttachment(id: id, contentType: type, bytes: file.bytes, width: nil, height: nil, place: nil)
    }

    private func add(_ attachment: NewAttachment, by editor: Editor?) async throws(ServiceError) {
        try await serving { () async throws(StoreError) in try await store.add(attachment, by: editor) }
    }
}
