internal import Crypto
package import Domain
internal import Foundation
package import Store

/// Says of reports what they may have in common, in digests under a key of ours.
package struct FilingTracing: Sendable {
    private let key: SymmetricKey

    package init(key: KeyRing) {
        self.key = key.current.key
    }

    /// The traces of a report that is not checked yet.
    package func traces(_ submission: ReportSubmission, from party: FilingParty) -> [FilingTrace] {
        submission.burstSubjects(from: party).map { kind, subject in
            FilingTrace(kind, key: Data(HMAC<SHA256>.authenticationCode(for: Data("trace|\(subject)".utf8), using: key).prefix(16)))
        }
    }
}
