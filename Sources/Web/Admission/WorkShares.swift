/// How many requests may be worked on at once, by class.
package struct WorkShares: Sendable, Equatable {
    /// A class may fill its own share and what the classes below leave of theirs; never that of a class above.
    package var exports: Int
    package var reads: Int
    package var staff: Int
    package var filings: Int

    /// Exports whose answers are being taken by their clients. They hold no connection, only memory.
    package var exportsBeingSent = 16

    /// How many times its bound a class may have under way for a moment, and how long a moment is.
    package var burst = 4
    package var patience: Duration = .milliseconds(100)

    /// A few for each connection of the database, so that none is ever idle and nobody waits long: one filing that is served with
    /// what the reads leave for one that waits, and reads, which take a tenth of the time, three each. With half of that, reads
    /// were refused at half the capacity: what is usual then was already taken for too much.
    package init(servicePool: Int, publicPool: Int) {
        exports = max(1, publicPool / 2)
        reads = 3 * publicPool
        staff = max(1, servicePool / 4)
        filings = servicePool
    }

    package init(exports: Int, reads: Int, staff: Int, filings: Int) {
        self.exports = exports
        self.reads = reads
        self.staff = staff
        self.filings = filings
    }

    subscript(work: WorkClass) -> Int {
        switch work {
        case .exports: exports
        case .reads: reads
        case .staff: staff
        case .filings: filings
        }
    }
}
