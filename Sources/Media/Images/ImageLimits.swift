internal import Foundation

/// What a picture may be, and what each process that works on it may take.
package struct ImageLimits: Hashable, Sendable {
    /// Of the file as it comes.
    package var bytes = 10 * 1024 * 1024
    package var pixels = 40_000_000
    package var side = 30_000

    /// How many pictures are worked on at once.
    package var concurrency: Int
    /// How many may wait besides, and how long; more are told to come back.
    package var waiting = 64
    package var patience = Duration.seconds(20)

    /// Of one process. 40 megapixels with transparency that have to be turned take 330 MB, libvips' libraries 250 MB of addresses.
    package var memory = 512 * 1024 * 1024
    package var addresses = 1024 * 1024 * 1024
    /// Of a processor. The slowest picture that is taken, WebP of 40 megapixels, needs three.
    package var processorSeconds = 10
    /// Of it and what it may begin; libvips takes four beside the process that holds up the walls.
    package var threads = 16
    /// Of one picture that is made, by which one that was made may come back to be redacted.
    package var madeBytes = 16 * 1024 * 1024
    /// Of all that is done with one picture, whatever else the machine does: with the waiting it is less than a proxy waits for an answer.
    package var time = Duration.seconds(18)

    /// As many pictures at once as there are processors.
    package init(concurrency: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.concurrency = concurrency
    }
}
