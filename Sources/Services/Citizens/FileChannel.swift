internal import Domain
internal import Foundation

/// A file in the place of phones, for trials: whoever can read it can sign in as anybody.
package struct FileChannel: CodeChannel {
    private let path: String

    /// The file is made for nobody else to read, if there is none.
    package init(path: String) {
        self.path = path
    }

    /// Adds a line: the number and the code.
    package func deliver(_ message: CodeMessage) async -> CodeOutcome {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return .failed("the file cannot be written: error \(errno)") }
        defer { close(descriptor) }
        let line = Array("\(message.phone.e164) \(message.code)\n".utf8)
        return write(descriptor, line, line.count) == line.count ? .delivered : .failed("the file cannot be written: error \(errno)")
    }
}
