package import Domain
package import Foundation
package import Media
package import Store

/// Hides parts of pictures from the public: faces, plates, what is nobody's business.
package struct PictureRedactions: Sendable {
    private let store: RedactionStore
    private let attachments: AttachmentStore
    private let reports: StaffReports
    private let vault: AttachmentVault
    private let folder: UploadFolder
    private let images: ImageProcessor

    package init(
        store: RedactionStore,
        attachments: AttachmentStore,
        reports: StaffReports,
        vault: AttachmentVault,
        folder: UploadFolder,
        images: ImageProcessor
    ) {
        self.store = store
        self.attachments = attachments
        self.reports = reports
        self.vault = vault
        self.folder = folder
        self.images = images
    }

    /// Shows the public a picture without these parts of it, and without no others: the original, which stays as it is, is what they are
    /// taken from. It is done to one of these versions of the report, which comes back as it is then. Throws `notFound` for what is no
    /// picture of a report that somebody may see, or has no original any more, and `versionDiffers`.
    package func redact(
        _ id: UUID,
        _ regions: [PictureRectangle],
        by principal: StaffPrincipal,
        expecting versions: Set<Int>
    ) async throws(ServiceError) -> StaffReports.Reading {
        let (picture, record) = try await picture(id, for: principal)
        guard versions.contains(record.view.version) else { throw .versionDiffers }
        guard let width = picture.width, let height = picture.height else { throw .notFound }
        let refusals = PictureRectangle.refusals(regions, width: width, height: height, at: "/regions")
        guard refusals.isEmpty else { throw .invalid(refusals) }
        let files = try await redacted(id, regions)
        let redaction = PictureRedaction(attachment: id, regions: regions, files: files)
        let outcome = try await serving { () async throws(StoreError) in
            try await store.redact(redaction, by: .staff(principal), expecting: versions, record.catalog) {
                StaffReports.disclosing(to: $0, for: .handling)
            }
        }
        switch outcome {
        case .made(let record, let standing): return reports.reading(record, for: standing ?? principal)
        case .outdated: throw .versionDiffers
        case .gone: throw .notFound
        }
    }

    /// A picture of a report that somebody may do this to.
    private func picture(_ id: UUID, for principal: StaffPrincipal) async throws(ServiceError) -> (Attachment, of: StaffRecord) {
        let text = try await serving { () async throws(StoreError) in try await store.report(of: id) }
        guard let text, case .code(let code) = ReportCode.read(text) else { throw .notFound }
        let record = try await reports.record(code)
        guard principal.can(.readReport, on: .sight(record.sight)), let picture = record.view.attachments.first(where: { $0.id == id })
        else {
            throw .notFound
        }
        guard principal.can(.redact, on: .sight(record.sight)) else { throw .forbidden }
        return (picture, record)
    }

    private func redacted(_ id: UUID, _ regions: [PictureRectangle]) async throws(ServiceError) -> [Attachment.Size: StoredFile] {
        let original = try await serving { () async throws(StoreError) in try await attachments.file(id, .full, for: .staff) }
        guard let original else { throw .notFound }
        let regions = regions.map { PictureRegion(x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
        return try await folder.working { work throws(ServiceError) in
            let file = try await work.newFile(most: AttachmentLimits.storedBytes)
            try await vault.fetch(original.file, into: file)
            let target = try await work.newFolder()
            let pictures = try await picturing { () async throws(ImageFault) in
                try await images.redact(file.path, regions, into: target)
            }
            return try await vault.keep(pictures)
        }
    }
}
