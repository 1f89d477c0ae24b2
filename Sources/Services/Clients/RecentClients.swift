internal import Domain
internal import Foundation
internal import Synchronization

/// Whose tokens were found to be in force a moment ago, so that it need not be read for each of a client's requests.
///
/// What was found is believed for a second. Whoever ends a token or a client waits that second out before it is said to be over: from that
/// answer on it opens nothing, on any instance.
final class RecentClients: Sendable {
    private struct Finding {
        let client: ClientPrincipal
        let end: ContinuousClock.Instant
    }

    private static var lifetime: Duration { .seconds(1) }
    /// Some megabytes of memory.
    private static var most: Int { 10_000 }

    private let findings = Mutex<[Data: Finding]>([:])

    /// Whose the token of a digest is; nil when it was not found in force lately.
    func client(of digest: Data) -> ClientPrincipal? {
        guard let finding = findings.withLock({ $0[digest] }), ContinuousClock.now < finding.end else { return nil }
        return finding.client
    }

    /// `moment` is one before the query that found them began.
    func remember(_ clients: [Data: ClientPrincipal], from moment: ContinuousClock.Instant) {
        let end = moment + Self.lifetime
        findings.withLock { findings in
            if findings.count + clients.count > Self.most { findings.removeAll() }
            for (digest, client) in clients { findings[digest] = Finding(client: client, end: end) }
        }
    }

    /// Returns when no instance believes any more what was found before the call; at once when the task is cancelled.
    static func areForgotten() async {
        try? await Task.sleep(for: lifetime)
    }
}
