internal import Glibc
package import SystemPackage

/// What of a file system is free.
package struct DiskSpace: Hashable, Sendable {
    /// In bytes, for this user.
    package let free: Int
    private let all: Int

    package init(free: Int, of all: Int) {
        self.free = free
        self.all = all
    }

    /// That on which a folder lies, or will lie when it is made.
    package init(at folder: FilePath) throws(Errno) {
        var (facts, place) = (statvfs(), folder)
        while statvfs(place.isEmpty ? "." : place.string, &facts) != 0 {
            guard errno == ENOENT, place.removeLastComponent() else { throw Errno(rawValue: errno) }
        }
        self.init(free: Int(facts.f_bavail * facts.f_frsize), of: Int(facts.f_blocks * facts.f_frsize))
    }

    /// Whether more than nine tenths are used: what is left is for what has to be written, the database's journal first of all.
    package var isScarce: Bool { free < all / 10 }
}
