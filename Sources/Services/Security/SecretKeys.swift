internal import Foundation

/// All keys of the service, each in a file of its own under one folder.
package struct SecretKeys: Sendable {
    /// Seals the data keys of reports.
    package let contact: KeyRing
    /// Makes the digests by which phones and addresses are looked up.
    package let lookup: KeyRing
    /// Makes tracking tokens.
    package let tracking: KeyRing
    /// Seals the secrets of staff's second factors.
    package let totp: KeyRing
    /// Seeds of the Ed25519 keys that sign seals of the history and the audit.
    package let audit: KeyRing
    /// Seals citizens' phones, and makes the digests and secrets of their sign-in.
    package let citizen: KeyRing
    /// Signs links to attachments that are not public.
    package let attachment: KeyRing

    private static let files = ["contact", "lookup", "tracking", "totp", "audit", "citizen", "attachment"]

    /// Everything that is wrong with the folder.
    package struct Faults: Error, CustomStringConvertible {
        package let lines: [String]
        package var description: String { lines.joined(separator: "\n") }
    }

    /// Reads `contact.keys`, `lookup.keys`, `tracking.keys`, `totp.keys`, `audit.keys`, `citizen.keys` and `attachment.keys`; files others
    /// may read are refused.
    package init(folder: String) throws(Faults) {
        var rings: [String: KeyRing] = [:]
        var faults: [String] = []
        for name in Self.files {
            do {
                rings[name] = try Self.ring("\(folder)/\(name).keys")
            } catch {
                faults.append("\(folder)/\(name).keys: \(error)")
            }
        }
        guard let contact = rings["contact"], let lookup = rings["lookup"], let tracking = rings["tracking"], let totp = rings["totp"],
            let audit = rings["audit"], let citizen = rings["citizen"], let attachment = rings["attachment"]
        else {
            throw Faults(lines: faults)
        }
        self.contact = contact
        self.lookup = lookup
        self.tracking = tracking
        self.totp = totp
        self.audit = audit
        self.citizen = citizen
        self.attachment = attachment
    }

    /// Reads the same rings from texts.
    package init(
        contact: String,
        lookup: String,
        tracking: String,
        totp: String,
        audit: String,
        citizen: String,
        attachment: String
    ) throws(KeyRing.ReadingError) {
        self.contact = try KeyRing(file: contact)
        self.lookup = try KeyRing(file: lookup)
        self.tracking = try KeyRing(file: tracking)
        self.totp = try KeyRing(file: totp)
        self.audit = try KeyRing(file: audit)
        self.citizen = try KeyRing(file: citizen)
        self.attachment = try KeyRing(file: attachment)
    }

    private static func ring(_ path: String) throws -> KeyRing {
        guard FileManager.default.fileExists(atPath: path) else { throw Missing() }
        return try KeyRing(file: try SecretFile.text(path))
    }

    private struct Missing: Error, CustomStringConvertible {
        var description: String { "is missing: run `phananh secrets init DIR`" }
    }

    /// Random: a key made in place of a lost one must not pass for it.
    private static func newID() -> String {
        String(UInt32.random(in: .min ... .max), radix: 36)
    }

    /// Creates the files that are missing, mode 0600, and returns their paths; existing ones are never touched.
    package static func createMissing(in folder: String) throws -> [String] {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        var created: [String] = []
        for name in files {
            let path = "\(folder)/\(name).keys"
            if FileManager.default.fileExists(atPath: path) { continue }
            let contents = Data(KeyRing.newFile(id: newID()).utf8)
            guard FileManager.default.createFile(atPath: path, contents: contents, attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
            created.append(path)
        }
        return created
    }
}
