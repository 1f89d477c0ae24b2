package import Domain
package import Media

/// Where attachments come in, are worked on and are kept.
package struct AttachmentSetup: Sendable {
    package let folder: UploadFolder
    package let storage: any ObjectStorage
    package let images: ImageProcessor
    /// nil: anybody may send as much as they like.
    package let quotas: UploadQuotas?

    package init(folder: UploadFolder, storage: any ObjectStorage, images: ImageProcessor = ImageProcessor(), quotas: UploadQuotas? = nil) {
        self.folder = folder
        self.storage = storage
        self.images = images
        self.quotas = quotas
    }
}
