/// Which statements one connection has prepared, under which names: the least recently used ones are dropped beyond the capacity.
struct StatementCache {
    /// A statement's text and the types of its parameters.
    struct Key: Hashable {
        var text: [UInt8]
        var types: [UInt32]

        init(_ sql: SQL) {
            text = sql.text
            types = sql.binds.map(\.oid)
        }

        func hash(into hasher: inout Hasher) {
            // All bytes at once: hashing an array feeds them singly.
            text.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct Entry {
        var name: String
        var lastUse: UInt64
    }

    let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    /// Names the server still has and we no longer need.
    private var dropped: [String] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { entries.count }

    /// The statement's name, and whether it has yet to be prepared under it. Names are never used twice.
    mutating func name(for key: Key) -> (name: String, isNew: Bool) {
        uses += 1
        if let index = entries.index(forKey: key) {
            entries.values[index].lastUse = uses
            return (entries.values[index].name, false)
        }
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            forget(oldest.key, isOnServer: true)
        }
        let name = "s\(uses)"
        entries[key] = Entry(name: name, lastUse: uses)
        return (name, true)
    }

    /// Drops a statement that could not be prepared, or that the server no longer has or will not run any more.
    mutating func forget(_ key: Key, isOnServer: Bool) {
        guard let entry = entries.removeValue(forKey: key), isOnServer else { return }
        dropped.append(entry.name)
    }

    /// The names to deallocate, given out once.
    mutating func takeDropped() -> [String] {
        defer { dropped = [] }
        return dropped
    }
}
