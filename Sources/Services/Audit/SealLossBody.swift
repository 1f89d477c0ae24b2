internal import Domain
internal import Foundation
internal import JSON

/// A loss of seals as it stands among them in a file. Digests, keys and signatures are hexadecimal.
struct SealLossBody: JSONWritable {
    private let loss: SealLoss

    init(_ loss: SealLoss) {
        self.loss = loss
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kept_to", loss.keptTo)
            json.member("kept_digest", loss.keptDigest.hexadecimal)
            json.member("lost_to", loss.lostTo)
            json.member("lost_digest", loss.lostDigest.hexadecimal)
            json.member("noted_at", loss.notedAt.rfc3339)
            json.member("by", loss.by.text)
            json.member("reason", loss.reason)
            json.member("key_id", loss.keyID)
            json.member("public_key", loss.publicKey.hexadecimal)
            json.member("signature", loss.signature.hexadecimal)
        }
    }

    /// Reads what `write` writes; nil for anything else.
    static func read(_ line: Data) -> SealLoss? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let members = try? decoder.decode(Members.self, from: line), let keptDigest = Data(hexadecimal: members.keptDigest),
            let lostDigest = Data(hexadecimal: members.lostDigest), let publicKey = Data(hexadecimal: members.publicKey),
            let signature = Data(hexadecimal: members.signature), let notedAt = Instant(rfc3339: members.notedAt),
            let by = PrincipalName(members.by)
        else { return nil }
        return SealLoss(
            keptTo: members.keptTo,
            keptDigest: keptDigest,
            lostTo: members.lostTo,
            lostDigest: lostDigest,
            notedAt: notedAt,
            by: by,
            reason: members.reason,
            keyID: members.keyId,
            publicKey: publicKey,
            signature: signature
        )
    }

    private struct Members: Decodable {
        let keptTo: Int
        let keptDigest: String
        let lostTo: Int
        let lostDigest: String
        let notedAt: String
        let by: String
        let reason: String
        let keyId: String
        let publicKey: String
        let signature: String
    }
}
