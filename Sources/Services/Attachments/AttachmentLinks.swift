internal import Crypto
package import Domain
package import Foundation

/// Links to what is not public: whoever has one may see that one file for five minutes.
package struct AttachmentLinks: Sendable {
    /// What a link says besides what it leads to.
    package struct Permit: Hashable, Sendable {
        /// Seconds since 1970.
        package let expires: Int64
        /// Base64url.
        package let signature: String

        package init(expires: Int64, signature: String) {
            self.expires = expires
            self.signature = signature
        }
    }

    private let keys: KeyRing
    private let now: @Sendable () -> Int64

    /// `now` is in seconds since 1970. Instances' clocks may differ by some seconds.
    package init(keys: KeyRing, now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }) {
        self.keys = keys
        self.now = now
    }

    /// Until when links made now hold: the end of the fifth minute from the one begun, so that whoever asks twice within it is told the same.
    package var end: Int64 {
        let now = now()
        return now - now % 60 + AttachmentLimits.linkSeconds
    }

    /// A permit that holds to an end.
    package func permit(_ id: UUID, _ size: Attachment.Size, for viewer: Attachment.Viewer, until end: Int64) -> Permit {
        Permit(expires: end, signature: Self.signature(id, size, viewer, end, keys.current.key))
    }

    /// For whom a permit was made. Throws `notFound` for one that is no good here, and `attachmentLinkPast` for one that was.
    func viewer(_ permit: Permit, _ id: UUID, _ size: Attachment.Size) throws(ServiceError) -> Attachment.Viewer {
        let viewer = Attachment.Viewer.allCases.first { viewer in
            keys.all.contains { key in
                let expected = Self.signature(id, size, viewer, permit.expires, key.key)
                guard expected.utf8.count == permit.signature.utf8.count else { return false }
                return zip(expected.utf8, permit.signature.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
            }
        }
        guard let viewer else { throw .notFound }
        guard permit.expires > now() else { throw .attachmentLinkPast }
        return viewer
    }

    private static func signature(
        _ id: UUID,
        _ size: Attachment.Size,
        _ viewer: Attachment.Viewer,
        _ end: Int64,
        _ key: SymmetricKey
    ) -> String {
        let text = "attachment|\(viewer.rawValue)|\(id.uuidString.lowercased())|\(size.rawValue)|\(end)"
        return Base64URL.text(Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)))
    }
}
