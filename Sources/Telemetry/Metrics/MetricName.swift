/// Names in the grammar of the Prometheus data model, made from whatever label a caller of swift-metrics chose.
enum MetricName {
    // Longer than any sensible name; bounds what one label can cost in memory and in every scrape.
    private static let limit = 200

    /// The family name of a counter: `_total` is appended unless it is there.
    static func counter(_ label: String) -> String {
        suffixed(label, "_total")
    }

    /// The family name of a timer: durations are exposed in seconds, whatever unit they were recorded in.
    static func timer(_ label: String) -> String {
        suffixed(label, "_seconds")
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`: every other scalar becomes `_`. Colons too, since they are kept for recording rules.
    static func plain(_ label: String) -> String {
        var name = ""
        for scalar in label.unicodeScalars.prefix(limit) {
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit, name.isEmpty { name.append("_") }
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            name.unicodeScalars.append(isDigit || isLetter ? scalar : "_")
        }
        return name.isEmpty ? "_" : name
    }

    private static func suffixed(_ label: String, _ suffix: String) -> String {
        let name = plain(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }
}
