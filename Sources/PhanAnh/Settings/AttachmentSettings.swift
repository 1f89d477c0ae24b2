import Domain
import Foundation
import Media
import Services
import SystemPackage
import Transfer

/// Where attachments come in and are kept, and how much may be sent.
struct AttachmentSettings {
    /// What keeps them.
    enum Keeping: String, CaseIterable {
        case folder
        case s3
    }

    /// Which of the two the service uses.
    let keeping: Keeping
    let uploadsFolder: String
    let folder: String
    /// nil: none is set up.
    let s3: S3Settings?
    let quotas: UploadQuotas
    private let destinations: DestinationPolicy

    init(_ reader: inout SettingsReader, destinations: DestinationPolicy) {
        self.destinations = destinations
        let choices = Keeping.allCases.map(\.rawValue)
        keeping = reader.choice("PHANANH_ATTACHMENTS", Keeping.folder.rawValue, of: choices).flatMap { Keeping(rawValue: $0) } ?? .folder
        uploadsFolder = reader.text("PHANANH_UPLOADS_DIR", ".local/uploads")
        folder = reader.text("PHANANH_ATTACHMENTS_DIR", ".local/attachments")
        s3 = Self.s3(&reader)
        // A person sends ten pictures a day at most; thousands share the address of a carrier's NAT, and a client speaks for a city.
        func megabytes(_ name: String, _ standard: Int) -> Int { reader.number(name, standard, in: 10...10_000_000) << 20 }
        quotas = UploadQuotas(
            person: megabytes("PHANANH_UPLOAD_PERSON_MB", 50),
            address: megabytes("PHANANH_UPLOAD_ADDRESS_MB", 1_500),
            client: megabytes("PHANANH_UPLOAD_CLIENT_MB", 30_000),
            staff: megabytes("PHANANH_UPLOAD_STAFF_MB", 500)
        )
        if keeping == .s3, s3 == nil { reader.refuse("PHANANH_ATTACHMENTS=s3 needs PHANANH_S3_ENDPOINT") }
        if s3 != nil, storage(.s3) == nil {
            reader.refuse("PHANANH_S3_ENDPOINT is no URL that may be spoken to: https, or what PHANANH_OUTBOUND_LOOPBACK names")
        }
    }

    private static func s3(_ reader: inout SettingsReader) -> S3Settings? {
        let endpoint = reader.text("PHANANH_S3_ENDPOINT", "")
        let region = reader.text("PHANANH_S3_REGION", "us-east-1")
        let bucket = reader.text("PHANANH_S3_BUCKET", "")
        let keyID = reader.text("PHANANH_S3_KEY_ID", "")
        let secret = reader.secret("PHANANH_S3_SECRET", "")
        let style = reader.choice("PHANANH_S3_STYLE", "path", of: ["path", "host"])
        guard !endpoint.isEmpty else { return nil }
        for (name, value) in [("BUCKET", bucket), ("KEY_ID", keyID), ("SECRET", secret)] where value.isEmpty {
            reader.refuse("PHANANH_S3_\(name) is missing")
        }
        return S3Settings(
            endpoint: endpoint,
            region: region,
            bucket: bucket,
            keyID: keyID,
            secret: secret,
            usesPathStyle: style == "path"
        )
    }

    /// A storage; nil for one that is not set up.
    func storage(_ keeping: Keeping) -> (any ObjectStorage)? {
        switch keeping {
        case .folder: FolderStorage(FilePath(folder))
        case .s3: s3.flatMap { S3Storage($0, destinations) }
        }
    }

    var uploads: UploadFolder { UploadFolder(FilePath(uploadsFolder)) }

    func setup(limitsRates: Bool) -> AttachmentSetup {
        AttachmentSetup(
            folder: uploads,
            storage: storage(keeping) ?? FolderStorage(FilePath(folder)),
            quotas: limitsRates ? quotas : nil
        )
    }

    /// What a diagnosis says; without any of it the service runs, and takes no files.
    func findings() async -> [Finding] {
        let setup = setup(limitsRates: false)
        var findings: [Finding] = []
        do throws(StorageError) {
            try await setup.storage.check()
            if try await setup.storage.isScarce() { throw .full }
            findings.append(Finding("attachments", .good, "kept in \(keeping == .folder ? folder : s3?.bucket ?? "")"))
        } catch {
            findings.append(Finding("attachments", .warning, "NO FILES ARE TAKEN: \(error)"))
        }
        if let fault = await uploads.fault() {
            findings.append(Finding("uploads", .warning, "NO FILES ARE TAKEN: \(uploadsFolder) \(fault) (PHANANH_UPLOADS_DIR)"))
        }
        do throws(ImageFault) {
            try await setup.images.check()
            findings.append(Finding("pictures", .good, "can be worked on"))
        } catch {
            findings.append(Finding("pictures", .warning, "NO PICTURES ARE TAKEN: \(error) (package libvips-tools)"))
        }
        return findings
    }
}
