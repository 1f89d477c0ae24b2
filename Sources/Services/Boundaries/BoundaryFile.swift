package import Domain
internal import FoundationEssentials

/// Reading a boundary file from disk.
package enum BoundaryFile {
    /// 64 MiB: twenty times the published file of the 126 units.
    package static let largestSize = 64 << 20

    /// The text of a regular file of at most `largestSize` bytes, without a byte order mark. The size is checked before anything is read.
    package static func read(_ path: String) throws(BoundaryError) -> String {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let data: Data
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: target)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { throw BoundaryError.notRegularFile(path) }
            guard let size = attributes[.size] as? Int, size <= largestSize else {
                throw BoundaryError.fileTooLarge(path, limit: largestSize)
            }
            data = try Data(contentsOf: URL(filePath: target))
        } catch let error as BoundaryError {
            throw error
        } catch {
            throw .unreadableFile(path)
        }
        return try text(of: data, path: path)
    }

    private static func text(of data: Data, path: String) throws(BoundaryError) -> String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = data.starts(with: mark) ? data.dropFirst(mark.count) : data
        guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(path) }
        return text
    }
}
