import Domain

extension Language {
    /// The language a client prefers (RFC 9110, section 12.5.4); Vietnamese unless English is asked for with more weight.
    init(acceptLanguage header: String?) {
        var weights: [Language: Double] = [:]
        for entry in (header ?? "").prefix(512).split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let tag = parts.first?.lowercased().split(separator: "-").first, let language = Language(rawValue: String(tag)) else {
                continue
            }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            weights[language] = max(weights[language] ?? 0, weight)
        }
        self = (weights[.en] ?? 0) > (weights[.vi] ?? 0) ? .en : .vi
    }
}
