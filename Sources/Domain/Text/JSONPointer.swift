/// Names of places in a JSON document (RFC 6901).
package enum JSONPointer {
    /// One reference token: `~` and `/` are escaped.
    package static func escape(_ token: String) -> String {
        token.reduce(into: "") { escaped, character in
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.append(character)
            }
        }
    }
}
