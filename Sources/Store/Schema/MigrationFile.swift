internal import FoundationEssentials

/// One file of `sql/migrations`: `0001_name.sql`, forward only.
package struct MigrationFile: Sendable {
    package let number: Int
    package let name: String
    /// A service that does not know this migration must not run on the schema; said by a first line `-- breaking`.
    package let isBreaking: Bool
    let text: String
    /// `0001_name.sql`
    let fileName: String

    /// Why a folder cannot be read as migrations.
    package enum ReadingError: Error, CustomStringConvertible {
        case unreadable(folder: String)
        case badName(String)
        case notConsecutive(expected: Int, found: String)

        package var description: String {
            switch self {
            case .unreadable(let folder): "no readable migrations in \(folder)"
            case .badName(let name): "\(name): a migration is called like 0001_name.sql"
            case .notConsecutive(let expected, let found): "\(found) stands where number \(expected) is expected"
            }
        }
    }

    /// The migrations of a folder, in order, without gaps from 1.
    package static func all(in folder: String) throws(ReadingError) -> [MigrationFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { throw .unreadable(folder: folder) }
        var files: [MigrationFile] = []
        for name in names.filter({ $0.hasSuffix(".sql") }).sorted() {
            let file = try MigrationFile(name: name, folder: folder)
            guard file.number == files.count + 1 else { throw .notConsecutive(expected: files.count + 1, found: name) }
            files.append(file)
        }
        guard !files.isEmpty else { throw .unreadable(folder: folder) }
        return files
    }

    private init(name: String, folder: String) throws(ReadingError) {
        let parts = name.dropLast(4).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 4, let number = Int(parts[0]) else { throw .badName(name) }
        guard let contents = FileManager.default.contents(atPath: "\(folder)/\(name)") else { throw .unreadable(folder: folder) }
        self.number = number
        self.name = String(parts[1])
        fileName = name
        text = String(decoding: contents, as: UTF8.self)
        isBreaking = text.hasPrefix("-- breaking\n")
    }
}
