import Glibc

/// A stretch of one rate.
struct Stage {
    /// Requests per second.
    let rate: Double
    let seconds: Double
}

/// A request that is to be sent.
struct Arrival {
    /// When it was meant to be sent, in seconds of the monotonic clock.
    let due: Double
    /// When it was sent; nil while it waits for the generator, or for a connection.
    var sent: Double?
}

/// The moments of independent arrivals: the pauses between them are exponential.
struct Arrivals: IteratorProtocol {
    private var stages: ArraySlice<Stage>
    private var begin: Double
    private var due: Double
    private var random: Xorshift

    init(plan: [Stage], start: Double, seed: UInt64) {
        stages = plan[...]
        begin = start
        due = start
        random = Xorshift(seed: seed)
    }

    mutating func next() -> Double? {
        while let stage = stages.first {
            due -= log(1 - random.unit()) / stage.rate
            if due < begin + stage.seconds { return due }
            begin += stage.seconds
            due = begin
            stages.removeFirst()
        }
        return nil
    }
}

/// Marsaglia's xorshift64*: fast, and random enough for pauses and choices.
struct Xorshift {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// In [0, 1).
    mutating func unit() -> Double {
        Double(next() >> 11) / 9_007_199_254_740_992
    }
}
