internal import Glibc

/// Reads files of `/proc`, which tell no size beforehand.
enum ProcFile {
    // `/proc/stat` has a number for each interrupt and processor: some 10 KB, on the largest machines 100 KB.
    private static let limit = 1 << 20

    /// The text of the file, nil if it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while content.count < limit {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            content += chunk.prefix(count)
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// How many entries the directory has, nil if it cannot be read.
    static func entryCount(_ path: String) -> Int? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // "." and ".." are no entries.
        return max(0, count - 2)
    }
}
