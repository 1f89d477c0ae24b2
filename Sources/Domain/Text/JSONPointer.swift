/// Names of places in a JSON document (RFC 6901).
package enum JSONPointer {
    /// One reference token: `~` and `/` are escaped; what is longer than 64 scalars, which no name of ours is, is cut.
    package static func escape(_ token: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in token.unicodeScalars.prefix(64) {
            switch scalar {
            case "~": escaped.append(contentsOf: "~0".unicodeScalars)
            case "/": escaped.append(contentsOf: "~1".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
