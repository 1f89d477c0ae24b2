internal import Synchronization

extension Atomic where Value == Double {
    /// Adds `amount`; no addition of another thread is lost.
    func add(_ amount: Double) {
        var current = load(ordering: .relaxed)
        while true {
            let (exchanged, original) = weakCompareExchange(expected: current, desired: current + amount, ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }
}
