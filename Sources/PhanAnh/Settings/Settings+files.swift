import Foundation
import Services

extension Settings {
    /// Whether what the service adds lines to can be written by whoever asks. No file is made by asking.
    var fileFindings: [Finding] {
        var files: [(setting: String, path: String)] = []
        if let auditRootsFile { files.append(("PHANANH_AUDIT_ROOTS_FILE", auditRootsFile)) }
        if case .file(let path) = citizens.codes { files.append(("PHANANH_OTP_FILE", path)) }
        return files.map { setting, path in
            Self.obstacle(to: path).map { Finding(setting, .fault, "\(setting): \(path) cannot be written: \($0)") }
                ?? Finding(setting, .good, "can be written")
        }
    }

    /// What keeps a file from being added to, in the system's words; nil: nothing.
    private static func obstacle(to path: String) -> String? {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CLOEXEC)
        if descriptor >= 0 {
            close(descriptor)
            return nil
        }
        // Where there is none yet its folder has to take one.
        if errno == ENOENT, access(URL(filePath: path).deletingLastPathComponent().path, W_OK | X_OK) == 0 { return nil }
        return String(cString: strerror(errno))
    }
}
