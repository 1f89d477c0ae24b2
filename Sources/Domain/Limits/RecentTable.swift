/// A table that forgets what has not been written for longest, in constant time and bounded memory: entries live in two generations,
/// and when the younger is full the older one is dropped.
package struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private var younger: [Key: Value] = [:]
    private var older: [Key: Value] = [:]

    /// Keeps the last `capacity` keys written, and never more than twice as many.
    package init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    package var count: Int { younger.count + older.keys.count { younger[$0] == nil } }

    package subscript(key: Key) -> Value? {
        get { younger[key] ?? older[key] }
        set {
            if younger.count >= capacity, younger[key] == nil {
                older = younger
                younger = [:]
            }
            younger[key] = newValue
        }
    }
}
