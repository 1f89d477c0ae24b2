/// Why a document is not taken.
package enum DocumentFault: Error, Hashable, Sendable {
    /// No PDF. nil for something unknown.
    case unsupported(MediaType?)
    /// The file has more bytes than it may.
    case tooManyBytes(most: Int)
    /// It does not begin and end as a PDF, or is packed in a way that cannot be looked into.
    case damaged
    /// Something in it runs, starts, sends or plays, or it holds other files.
    case active
    /// It is locked, so nobody can tell.
    case encrypted
    /// The file cannot be read here.
    case unavailable(String)
}
