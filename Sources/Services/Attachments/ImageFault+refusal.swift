internal import Domain
internal import Media

extension ServiceError {
    /// What whoever sent a picture is told of which no pictures were made.
    init(_ fault: ImageFault) {
        self =
            switch fault {
            case .unsupported(let type): .uploadRefused(UploadRefusal(type))
            case .tooManyBytes: .uploadRefused(.tooLarge)
            case .tooManyPixels: .uploadRefused(.tooManyPixels)
            case .damaged: .uploadRefused(.damaged)
            case .animated: .uploadRefused(.animated)
            case .timeout, .resources, .outgrown: .uploadRefused(.tooHeavy)
            case .noRegion: .fault("no region lies in the picture")
            case .full: .storageFull
            case .busy: .busy
            case .unavailable(let why): .notReady("pictures cannot be processed: \(why)")
            case .cancelled: .unavailable
            }
    }

    /// The same of a document.
    init(_ fault: DocumentFault) {
        self =
            switch fault {
            case .unsupported(let type): .uploadRefused(UploadRefusal(type))
            case .tooManyBytes: .uploadRefused(.tooLarge)
            case .damaged: .uploadRefused(.damaged)
            case .active: .uploadRefused(.activeDocument)
            case .encrypted: .uploadRefused(.encryptedDocument)
            case .unavailable(let why): .notReady("documents cannot be checked: \(why)")
            }
    }
}

extension UploadRefusal {
    fileprivate init(_ type: MediaType?) {
        self =
            switch type {
            case .gif: .gif
            case .heic: .heic
            case .video: .video
            case .pdf: .document
            case .jpeg, .png, .webp, nil: .unknownType
            }
    }
}

/// Runs work on pictures and tells its failures as `ServiceError`.
func picturing<Value>(_ work: () async throws(ImageFault) -> Value) async throws(ServiceError) -> Value {
    do {
        return try await work()
    } catch {
        throw ServiceError(error)
    }
}
