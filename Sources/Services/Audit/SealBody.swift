package import Domain
internal import Foundation
package import JSON

/// A seal as it is served and exported: everything it takes to check it but the leaves. Digests, keys and signatures are hexadecimal.
package struct SealBody: JSONWritable {
    private let seal: AuditSeal

    package init(_ seal: AuditSeal) {
        self.seal = seal
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("number", seal.number)
            json.member("events_after", seal.extent.eventsAfter)
            json.member("events_to", seal.extent.eventsTo)
            json.member("entries_after", seal.extent.entriesAfter)
            json.member("entries_to", seal.extent.entriesTo)
            json.member("sealed_at", seal.sealedAt.rfc3339)
            json.member("root", seal.root.hexadecimal)
            json.member("previous", seal.previous.hexadecimal)
            json.member("key_id", seal.keyID)
            json.member("public_key", seal.publicKey.hexadecimal)
            json.member("signature", seal.signature.hexadecimal)
        }
    }

    /// Reads what `write` writes; nil for anything else.
    static func read(_ line: Data) -> AuditSeal? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let members = try? decoder.decode(Members.self, from: line), let root = Data(hexadecimal: members.root),
            let previous = Data(hexadecimal: members.previous), let publicKey = Data(hexadecimal: members.publicKey),
            let signature = Data(hexadecimal: members.signature), let sealedAt = Instant(rfc3339: members.sealedAt)
        else { return nil }
        return AuditSeal(
            number: members.number,
            extent: AuditSeal.Extent(
                eventsAfter: members.eventsAfter,
                eventsTo: members.eventsTo,
                entriesAfter: members.entriesAfter,
                entriesTo: members.entriesTo
            ),
            sealedAt: sealedAt,
            root: root,
            previous: previous,
            keyID: members.keyId,
            publicKey: publicKey,
            signature: signature
        )
    }

    private struct Members: Decodable {
        let number: Int
        let eventsAfter: Int
        let eventsTo: Int
        let entriesAfter: Int
        let entriesTo: Int
        let sealedAt: String
        let root: String
        let previous: String
        let keyId: String
        let publicKey: String
        let signature: String
    }
}
