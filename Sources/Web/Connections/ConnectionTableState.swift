/// Which connections there are, and who has to go when there are too many.
///
/// A full table never keeps others out for long: whoever has kept the service waiting longest makes room. Connections whose
/// requests are being answered are never closed for others.
struct ConnectionTableState<ID: Hashable & Sendable>: Sendable {
    enum Decision: Equatable {
        case accept
        /// Accepted; the connection named has to close.
        case acceptInPlace(of: ID)
        case refuse
    }

    private struct Entry {
        let address: IPAddress?
        var isLeaving = false
    }

    let maximum: Int
    let maximumPerAddress: Int
    private var entries: [ID: Entry] = [:]
    private var perAddress: [IPAddress: Int] = [:]
    /// Connections that were not told to leave.
    private(set) var count = 0

    init(maximum: Int, maximumPerAddress: Int) {
        self.maximum = maximum
        self.maximumPerAddress = maximumPerAddress
    }

    /// Enters a connection unless it is refused. Those without an address, as proxies are, count in all but not by address.
    /// `waitingSince` tells since when a connection waits for its client, on any scale; nil when it does not.
    mutating func enter(_ id: ID, from address: IPAddress?, waitingSince: (ID) -> Int64?) -> Decision {
        var decision = Decision.accept
        let isAddressFull = address.map { perAddress[$0, default: 0] >= maximumPerAddress } ?? false
        if isAddressFull || count >= maximum {
            guard let victim = longestWaiting(among: isAddressFull ? address : nil, waitingSince) else { return .refuse }
            dismiss(victim)
            decision = .acceptInPlace(of: victim)
        }
        entries[id] = Entry(address: address)
        count += 1
        if let address { perAddress[address, default: 0] += 1 }
        return decision
    }

    /// A connection is closed.
    mutating func leave(_ id: ID) {
        dismiss(id)
        entries[id] = nil
    }

    // A pass over 4,096 entries takes microseconds, and is made only while the table is full.
    private func longestWaiting(among address: IPAddress?, _ waitingSince: (ID) -> Int64?) -> ID? {
        var longest: (id: ID, since: Int64)?
        for (id, entry) in entries where !entry.isLeaving && (address == nil || entry.address == address) {
            guard let since = waitingSince(id), since < longest?.since ?? .max else { continue }
            longest = (id, since)
        }
        return longest?.id
    }

    private mutating func dismiss(_ id: ID) {
        guard let entry = entries[id], !entry.isLeaving else { return }
        entries[id]?.isLeaving = true
        count -= 1
        if let address = entry.address {
            let rest = perAddress[address, default: 0] - 1
            perAddress[address] = rest > 0 ? rest : nil
        }
    }
}
