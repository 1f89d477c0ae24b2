internal import Domain
package import Store

/// Looks for changes on behalf of all who wait for them.
package struct ChangeLookout: Sendable {
    private let reader: ChangeReader
    private let signal: ChangeSignal

    package init(reader: ChangeReader, signal: ChangeSignal) {
        self.reader = reader
        self.signal = signal
    }

    /// Wakes those for whom there is something; asks nothing while nobody waits. The last position there is; nil when it did not ask.
    package func look() async throws(ServiceError) -> Int? {
        guard signal.isAwaited else { return nil }
        let newest = try await serving { () async throws(StoreError) in try await reader.newest() }
        signal.moved(to: newest.position)
        return newest.position
    }
}
