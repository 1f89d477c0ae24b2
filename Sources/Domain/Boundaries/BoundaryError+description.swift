extension BoundaryError: CustomStringConvertible {
    /// What an operator should know, in one line.
    package var description: String {
        switch self {
        case .notFound(let id): "there is no version \(id)"
        case .ambiguous(let id, let versions): "\(id) is the beginning of \(versions.count) versions: give more of the id"
        case .invalidID(let id): "\(id) is no id of a version: give at least four of its hexadecimal digits"
        case .notActivatable(let status): "a version that is \(status.rawValue) cannot be activated"
        case .notYetEffective(let day): "the version takes effect on \(day): activate it then"
        case .unitsDiffer(let count): "\(count) units of today are missing from the version, or are in it without being of today"
        case .unitsIncomplete(let codes):
            codes.isEmpty
                ? "there are no units: load the reference data" : "these units have no point or area: \(codes.joined(separator: ", "))"
        case .busy: "filings under way hold the routing lock: try again"
        case .invalidText(let name): "the \(name) must be one printable line of at most 500 bytes"
        case .invalidDate(let text): "\(text) is not a day as YYYY-MM-DD"
        case .unreadableFile(let path): "\(path) does not exist or cannot be read"
        case .notRegularFile(let path): "\(path) is not a file"
        case .fileTooLarge(let path, let limit): "\(path) is larger than \(limit >> 20) MB"
        case .notUTF8(let path): "\(path) is not UTF-8"
        }
    }
}
