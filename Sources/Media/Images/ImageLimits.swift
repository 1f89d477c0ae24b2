/// What a picture may be, and what its processes may take.
package struct ImageLimits: Hashable, Sendable {
    /// Of the file as it comes.
    package var bytes = 10 * 1024 * 1024
    package var pixels = 40_000_000
    package var side = 30_000
    /// How many pictures are worked on at once.
    package var concurrency = 2
    /// How many may wait besides; more are told to come back.
    package var waiting = 64

    package init() {}
}
