/// How far a loop is behind: what was found last, and while rounds fail as much more as time has passed since. A loop that cannot even look
/// is never less behind than it seems.
struct LoopLag {
    private var seconds = 0
    private var foundAt = SuspendingClock.now
    private var isFailing = false

    /// What a round found.
    mutating func found(_ seconds: Int, at now: SuspendingClock.Instant = .now) {
        (self.seconds, foundAt, isFailing) = (seconds, now, false)
    }

    /// A round failed, before it found anything or after.
    mutating func roundFailed() {
        isFailing = true
    }

    /// Whole seconds, for a scrape.
    func seconds(at now: SuspendingClock.Instant = .now) -> Int {
        isFailing ? seconds + Int(foundAt.duration(to: now) / .seconds(1)) : seconds
    }
}
