package import FoundationEssentials

/// Why a boundary command was refused; nothing was changed.
package enum BoundaryError: Error, Equatable {
    /// No version has that id or begins with it.
    case notFound(String)
    /// Several versions begin with it.
    case ambiguous(String, [UUID])
    /// At least four hexadecimal digits of an id are needed.
    case invalidID(String)
    /// Only checked versions are activated.
    case notActivatable(BoundaryVersion.Status)
    /// The day of effect, `YYYY-MM-DD`, is still to come in Hanoi.
    case notYetEffective(String)
    /// So many units are valid today without a polygon in the version, or have a polygon without being valid.
    case unitsDiffer(Int)
    /// Approximate boundaries need units with a point and an area; the codes of those without, at most twenty, or none if there are no units.
    case unitsIncomplete([String])
    /// Filing held the routing lock for longer than the lock timeout.
    case busy
    /// A title, source, legal reference or code property that is empty or longer than 500 bytes.
    case invalidText(String)
    /// Not a day of the calendar as `YYYY-MM-DD`.
    case invalidDate(String)
    /// The path does not exist or may not be read.
    case unreadableFile(String)
    /// A folder, a device or a pipe.
    case notRegularFile(String)
    /// More than `limit` bytes.
    case fileTooLarge(String, limit: Int)
    /// The file is not UTF-8.
    case notUTF8(String)
}
