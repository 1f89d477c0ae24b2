import DatabaseTesting
import Domain
import Foundation
import Media
import Postgres
import Store
import SystemPackage
import Testing

@testable import Services

/// Attachments over a database and folders of a test's own, whose files are some bytes and no pictures.
struct Shelf: Sendable {
    let desk: Desk
    let files = TestFiles()

    /// Runs `body` with a shelf at a desk whose clock stands.
    static func run(connections: Int = 4, _ body: (Shelf) async throws -> Void) async throws {
        try await Desk.run(connections: connections) { desk in try await body(Shelf(desk: desk)) }
    }

    var objects: StoredObjectStore { StoredObjectStore(desk.service) }
    var store: AttachmentStore { AttachmentStore(publicRead: desk.service, service: desk.service) }
    var vault: AttachmentVault { AttachmentVault(storage: files.storage, objects: objects) }
    var sweeper: AttachmentSweeper { AttachmentSweeper(objects: objects, vault: vault, folder: files.uploads) }

    /// Stores a text for each size, and comes back with what was stored.
    func keep(_ texts: [String]) async throws -> [Domain.Attachment.Size: StoredFile] {
        try await files.uploads.working { work throws(ServiceError) in
            var incoming: [(path: FilePath, file: StoredFile)] = []
            for text in texts {
                let file = try await work.newFile(most: AttachmentLimits.storedBytes)
                try await file.append(Array(text.utf8))
                try await file.finish()
                let stored = StoredFile(object: file.digest.hexadecimal, bytes: file.bytes, contentType: "image/jpeg")
                incoming.append((path: file.path, file: stored))
            }
            try await vault.keep(incoming)
            return Dictionary(uniqueKeysWithValues: zip([Domain.Attachment.Size.full, .large, .small], incoming.map(\.file)))
        }
    }

    /// A picture that is nobody's yet.
    @discardableResult
    func picture(_ texts: [String] = ["full", "large", "small"]) async throws -> UUID {
        let id = UUID.next()
        let stored = try await keep(texts)
        try await store.add(NewAttachment(id: id, kind: .picture, width: 40, height: 30, uploadedBy: nil, files: stored))
        return id
    }

    /// Files a report with pictures.
    func file(_ ids: [UUID]) async throws -> ReportCode {
        let submission = ReportSubmission(
            category: "road.pothole",
            description: "Ổ gà sâu",
            pin: Pin(latitude: 21.039446, longitude: 105.836365),
            attachments: ids.map { $0.uuidString.lowercased() }
        )
        let filing = try await desk.useCases.filing.file(submission, key: UUID().uuidString, body: [])
        guard case .code(let code) = ReportCode.read(filing.receipt.code) else { throw CancellationError() }
        return code
    }

    /// Hides something of a picture, without a look at rights.
    func redact(_ id: UUID) async throws {
        let stored = try await keep(["less", "less large", "less small"])
        let redaction = PictureRedaction(
            attachment: id,
            regions: [PictureRectangle(x: 0, y: 0, width: 1, height: 1)],
            files: stored
        )
        let version = try await desk.database.pool(.superuser).query(
            "SELECT version FROM report WHERE id = (SELECT report_id FROM attachment WHERE id = \(id))",
            as: Int.self
        )
        let outcome = try await RedactionStore(desk.service).redact(
            redaction,
            by: .commandLine(nil),
            expecting: Set(version),
            desk.catalogs.current()
        ) { _ in { _ in nil } }
        if case .made = outcome { return }
        Issue.record("\(outcome)")
    }

    func retain() async throws {
        _ = try await Retention(store: RetentionStore(desk.service), policy: RetentionPolicy()).round()
    }

    /// Sweeps until nothing is left to do.
    @discardableResult
    func sweep() async throws -> AttachmentSweeper.Sweep {
        var total = AttachmentSweeper.Sweep()
        while true {
            let sweep = try await sweeper.round()
            total.unclaimed += sweep.unclaimed
            total.objects += sweep.objects
            total.leftovers += sweep.leftovers
            if !sweep.hasMore { return total }
        }
    }

    /// The copies there are of attachments, "original full".
    func copies(_ id: UUID) async throws -> [String] {
        try await desk.database.pool(.superuser).query(
            "SELECT copy || ' ' || size FROM attachment_object WHERE attachment_id = \(id) ORDER BY copy, size",
            as: String.self
        )
    }
}
