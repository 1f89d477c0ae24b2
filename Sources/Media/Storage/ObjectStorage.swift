package import SystemPackage

/// Where files are kept under the name of their bytes. Any number of tasks and instances may use one at the same time.
package protocol ObjectStorage: Sendable {
    /// Keeps a file. It is durable when this returns, and either wholly there or not at all; what is there already is replaced by the same
    /// bytes. `name` is that of the file's bytes, else `damaged` is thrown.
    func put(_ file: FilePath, as name: ObjectName, contentType: String) async throws(StorageError)

    /// How many bytes it has; nil when it is not there.
    func size(of name: ObjectName) async throws(StorageError) -> Int?

    /// The bytes of a range, which are held in memory: `ObjectPieces` cuts a long one. Throws `missing` when the object is not there, `damaged` when
    /// it is shorter than the range.
    func read(_ name: ObjectName, _ range: Range<Int>) async throws(StorageError) -> [UInt8]

    /// The objects after a name, or the first, in the order of their names. Fewer than `limit`, from 1 to 1,000, when there are no more.
    func list(after name: ObjectName?, limit: Int) async throws(StorageError) -> [StoredObject]

    /// Lets go of an object for good. One that is not there is no error.
    func remove(_ name: ObjectName) async throws(StorageError)

    /// Lets go of what has been left by puts that a crash ended, if they began before a time, in seconds since 1970.
    func removeUnfinished(before time: Int) async throws(StorageError)

    /// Whether so little room is left that nothing should be put there that can wait.
    func isScarce() async throws(StorageError) -> Bool

    /// Throws what keeps files from being stored, for start-up and diagnosis.
    func check() async throws(StorageError)
}

/// What a listing tells of an object.
package struct StoredObject: Hashable, Sendable {
    package let name: ObjectName
    package let bytes: Int
    /// When it was last put there, in seconds since 1970. To put it there again counts.
    package let modified: Int

    package init(name: ObjectName, bytes: Int, modified: Int) {
        self.name = name
        self.bytes = bytes
        self.modified = modified
    }
}
