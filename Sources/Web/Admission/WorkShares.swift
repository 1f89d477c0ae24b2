/// How many requests may be worked on at once, by class.
package struct WorkShares: Sendable, Equatable {
    /// A class may fill its own share and what the classes below leave of theirs, by weight; never that of a class above.
    package var exports: Int
    package var reads: Int
    package var staff: Int
    package var filings: Int
    /// What waits for others has these alone, takes none of the others' and never a burst.
    package var credentials = 16
    package var visits = 64
    package var pictures = 8

    /// Exports whose answers are being taken by their clients. They hold no connection, only memory.
    package var exportsBeingSent = 16

    /// Bytes of bodies that are not yet whole, in all, beyond what every connection may keep.
    package var bodies = 32 * 1024 * 1024

    /// Uploads whose files are being received and worked on, most of the time by slow phones. They hold a piece of at most 64 KB each, and
    /// disk; pictures that are worked on are counted where that is done.
    package var uploads = 128

    /// Files that are being read and taken by their clients, 0.4 MB each at most.
    package var downloads = 128

    /// Those who wait for changes. They hold no connection, and memory only while they take what there is.
    package var listeners = 1_024

    /// How many times its bound a class may have under way for a moment, and how long a moment is.
    package var burst = 4
    package var patience: Duration = .milliseconds(100)

    /// With pools of eight, filings alone are sixteen at once and nine in overload, one for each connection and one that waits: at four times the capacity
    /// sixteen took over four times as long as at half of it.
    package init(servicePool: Int, publicPool: Int) {
        exports = max(1, publicPool / 8)
        reads = 2 * publicPool
        staff = max(1, servicePool / 8)
        filings = servicePool + servicePool / 4
        credentials = 2 * servicePool
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
        case .credentials: credentials
        case .visits: visits
        case .files: downloads
        case .pictures: pictures
        // Beside those who wait some ask and go.
        case .changes: listeners + listeners / 8 + 16
        }
    }
}
