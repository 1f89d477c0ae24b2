import NIOCore
import Synchronization

/// The open connections of a listener.
package final class ConnectionTable: Sendable {
    /// One connection, as others see it.
    final class Entry: Sendable {
        private static let notWaiting = Int64.max
        private static let origin = ContinuousClock.now
        private let channel: any Channel
        private let since = Atomic<Int64>(notWaiting)

        init(channel: any Channel) {
            self.channel = channel
        }

        /// Since when it waits for its client.
        func publish(waitingSince instant: ContinuousClock.Instant?) {
            let value = instant.map { Int64((Self.origin.duration(to: $0) / .microseconds(1)).rounded()) }
            since.store(value ?? Self.notWaiting, ordering: .relaxed)
        }

        fileprivate var waitingSince: Int64? {
            let value = since.load(ordering: .relaxed)
            return value == Self.notWaiting ? nil : value
        }

        fileprivate func evict() {
            channel.pipeline.fireUserInboundEventTriggered(ConnectionEviction())
        }
    }

    private struct Shared {
        var table: ConnectionTableState<ObjectIdentifier>
        var entries: [ObjectIdentifier: Entry] = [:]
    }

    private let proxies: AddressRanges
    private let shared: Mutex<Shared>

    /// An empty table. `proxies` may have any number of connections within the whole.
    package init(limits: ConnectionLimits, proxies: AddressRanges = AddressRanges()) {
        self.proxies = proxies
        shared = Mutex(
            Shared(table: ConnectionTableState(maximum: limits.connections, maximumPerAddress: limits.connectionsPerAddress))
        )
    }

    /// Connections that may stay.
    package var count: Int { shared.withLock { $0.table.count } }

    /// Enters a connection, if need be in place of another, which is told to close; nil when there is no room.
    func enter(_ channel: any Channel) -> Entry? {
        let entry = Entry(channel: channel)
        let id = ObjectIdentifier(entry)
        let address = channel.remoteAddress.flatMap(IPAddress.init).flatMap { proxies.contains($0) ? nil : $0.network }
        let (decision, victim) = shared.withLock { shared in
            let entries = shared.entries
            let decision = shared.table.enter(id, from: address) { entries[$0]?.waitingSince }
            if decision != .refuse { shared.entries[id] = entry }
            guard case .acceptInPlace(let victim) = decision else { return (decision, Entry?.none) }
            return (decision, shared.entries[victim])
        }
        victim?.evict()
        return decision == .refuse ? nil : entry
    }

    func leave(_ entry: Entry) {
        shared.withLock { shared in
            shared.table.leave(ObjectIdentifier(entry))
            shared.entries[ObjectIdentifier(entry)] = nil
        }
    }
}

/// Tells a connection that others need its place.
struct ConnectionEviction {}
