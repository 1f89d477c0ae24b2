package import SystemPackage

/// Looks whether a PDF is one that may be handed on as a download: its structure alone, nothing is rendered.
package struct DocumentCheck: Sendable {
    package init(mostBytes: Int = 10 * 1024 * 1024) {}

    /// Throws unless the file begins and ends as a PDF and nothing in it runs, opens, is hidden or is locked.
    package func check(_ file: FilePath) throws(DocumentFault) {
        throw .damaged
    }
}

/// Why a document is not taken.
package enum DocumentFault: Error, Hashable, Sendable {
    case unsupported(MediaType?)
    case tooManyBytes(most: Int)
    case damaged
    /// Scripts, actions that start something, embedded files or media.
    case active
    case encrypted
    case unavailable(String)
}
