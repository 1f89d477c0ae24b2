import Domain
import Foundation
import Media
import Services
import Testing

@testable import PhanAnh

@Suite struct AttachmentSettingsTests {
    private static let s3 = [
        "PHANANH_S3_ENDPOINT": "https://s3.example.vn", "PHANANH_S3_BUCKET": "anh", "PHANANH_S3_KEY_ID": "id",
        "PHANANH_S3_SECRET": "very-secret",
    ]

    private static func settings(_ environment: [String: String]) throws(Settings.Faults) -> AttachmentSettings {
        try Settings(environment: environment.merging(["DATABASE_URL": "postgresql://one/db"]) { first, _ in first }).attachments
    }

    @Test func unlessToldFilesAreKeptInAFolder() throws {
        let settings = try Self.settings([:])
        #expect(settings.keeping == .folder && settings.s3 == nil && settings.storage(.folder) != nil && settings.storage(.s3) == nil)
        #expect(settings.quotas == UploadQuotas(person: 50 << 20, address: 1_500 << 20, client: 30_000 << 20, staff: 500 << 20))
        #expect(settings.setup(limitsRates: false).quotas == nil)
    }

    @Test func aBucketIsUsedAsItIsSet() throws {
        let settings = try Self.settings(Self.s3.merging(["PHANANH_ATTACHMENTS": "s3", "PHANANH_S3_STYLE": "host"]) { $1 })
        #expect(settings.keeping == .s3 && settings.s3?.bucket == "anh" && settings.s3?.usesPathStyle == false)
        // Both may be set up, to bring everything from one into the other.
        #expect(settings.storage(.folder) != nil && settings.storage(.s3) != nil)
    }

    @Test(arguments: [
        ["PHANANH_ATTACHMENTS": "s3"], ["PHANANH_ATTACHMENTS": "disk"], s3.merging(["PHANANH_S3_KEY_ID": ""]) { $1 },
        s3.merging(["PHANANH_S3_SECRET": ""]) { $1 }, s3.merging(["PHANANH_S3_STYLE": "both"]) { $1 },
        s3.merging(["PHANANH_S3_ENDPOINT": "http://s3.example.vn"]) { $1 }, ["PHANANH_UPLOAD_PERSON_MB": "1"],
        ["PHANANH_WORK_UPLOADS": "0"],
    ])
    func whatIsWrongIsNamedAndNeverRepeated(_ environment: [String: String]) {
        let faults = #expect(throws: Settings.Faults.self) { try Self.settings(environment) }
        #expect(faults?.lines.count == 1, "\(faults?.description ?? "")")
        #expect(faults?.description.contains("very-secret") == false)
    }
}
