internal import Crypto
internal import Domain
internal import Foundation

/// What citizens' sign-in keeps secret: phones and codes sealed, digests that tell nothing without the key, and secrets made anew from what
/// comes back, so that they need not be kept.
package struct CitizenVault: Sendable {
    private let keys: KeyRing

    package init(keys: KeyRing) {
        self.keys = keys
    }

    /// The key that new things are made with.
    package var currentKeyID: String { keys.current.id }

    /// What the ciphertext belongs to: moved to another place it cannot be opened.
    enum Place {
        /// A phone, by its digest.
        case phone(Data)
        /// A code, by its id.
        case code(UUID)

        fileprivate var bytes: Data {
            switch self {
            case .phone(let digest): Data("phone|".utf8) + digest
            case .code(let id): Data("code|\(id.uuidString.lowercased())".utf8)
            }
        }
    }

    /// A sealed value that cannot be opened: the key is gone, or the row was tampered with.
    struct Unreadable: Error {}

    /// Under the current key.
    func seal(_ text: String, as place: Place) throws -> Data {
        let box = try AES.GCM.seal(Data(text.utf8), using: Self.key(keys.current, "seal"), authenticating: place.bytes)
        guard let sealed = box.combined else { throw Unreadable() }
        return sealed
    }

    func open(_ sealed: Data, as place: Place, keyID: String) throws -> String {
        guard let key = keys.key(keyID), let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(box, using: Self.key(key, "seal"), authenticating: place.bytes)
        else { throw Unreadable() }
        return String(decoding: plain, as: UTF8.self)
    }

    /// 32 bytes by which a code is known, under the current key.
    func digest(ofCode code: String, id: UUID) -> Data {
        Self.digest("\(id.uuidString.lowercased())|\(code)", keys.current, "code")
    }

    /// Whether a code is the one; takes the same time however much of it is right.
    func isCode(_ code: String, id: UUID, digest: Data, keyID: String) -> Bool {
        guard let key = keys.key(keyID) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            digest,
            authenticating: Data("\(id.uuidString.lowercased())|\(code)".utf8),
            using: Self.key(key, "code")
        )
    }

    /// Whose quota it is. Another key forgets what everybody has used.
    func subject(_ parts: [Data]) -> Data {
        Self.digest(parts.map { $0.base64EncodedString() }.joined(separator: "|"), keys.current, "quota")
    }

    /// A secret that only we can make again from `state`; nil when the key is gone.
    func secret(_ purpose: String, of state: String, keyID: String) -> String? {
        keys.key(keyID).map { Base64URL.text(Self.digest(state, $0, purpose)) }
    }

    private static func digest(_ text: String, _ key: KeyRing.Key, _ purpose: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: Self.key(key, purpose)))
    }

    /// One key for each purpose.
    private static func key(_ key: KeyRing.Key, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key.key, info: Data("phananh|citizen|\(purpose)".utf8), outputByteCount: 32)
    }
}
