package import Domain
package import Media

/// Where attachments come in, are worked on and are kept.
package struct AttachmentSetup: Sendable {
    package let folder: UploadFolder
    package let storage: any ObjectStorage
    package let images: ImageProcessor
    /// nil: anybody may send as much as they like.
    package let quotas: UploadQuotas?

    package init(
        folder: UploadFolder,
        storage: any ObjectStorage,
        images: ImageProcessor = ImageProcessor(limits: .attachments),
        quotas: UploadQuotas? = nil
    ) {
        self.folder = folder
        self.storage = storage
        self.images = images
        self.quotas = quotas
    }
}

extension ImageLimits {
    /// What a picture may be that somebody sends, and what is kept of it.
    package static var attachments: ImageLimits {
        var limits = ImageLimits()
        limits.bytes = AttachmentLimits.bytes
        limits.madeBytes = AttachmentLimits.storedBytes
        return limits
    }
}
