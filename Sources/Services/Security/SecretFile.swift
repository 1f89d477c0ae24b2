internal import Foundation

/// A file that nobody else may read.
enum SecretFile {
    enum Fault: Error, CustomStringConvertible {
        case unreadable
        case exposed

        var description: String {
            switch self {
            case .unreadable: "cannot be read"
            case .exposed: "others may read it: chmod 600"
            }
        }
    }

    /// Its content, in UTF-8.
    static func text(_ path: String) throws(Fault) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue,
            let content = try? String(contentsOfFile: path, encoding: .utf8)
        else { throw .unreadable }
        guard mode & 0o077 == 0 else { throw .exposed }
        return content
    }
}
