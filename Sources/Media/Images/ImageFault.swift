/// Why there are no pictures of a file.
package enum ImageFault: Error, Hashable, Sendable {
    /// Not one of the kinds that are taken. nil for something unknown.
    case unsupported(MediaType?)
    /// The file has more bytes than it may.
    case tooManyBytes(most: Int)
    /// It has more pixels than it may, or is too long on a side.
    case tooManyPixels(width: Int, height: Int)
    /// It cannot be read to its end.
    case damaged
    /// It moves.
    case animated
    /// No region lies in the picture.
    case noRegion
    /// It took too long.
    case timeout
    /// It took more memory, processor time or room than a picture may.
    case resources
    /// A picture made of it would be longer than one may be.
    case outgrown
    /// No room is left on the disk.
    case full
    /// Too many pictures are waiting, or this one waited too long.
    case busy
    /// The tools do not run here. The text names nothing of the file.
    case unavailable(String)
    case cancelled
}
