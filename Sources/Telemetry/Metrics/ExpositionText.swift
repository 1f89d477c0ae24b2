/// Free text within the exposition, rendered once when a family or a series is made.
enum ExpositionText {
    // Label values may come from requests; every scrape pays for their length in each series.
    private static let labelLimit = 256
    private static let helpLimit = 1_024

    /// What stands between the quotes of a label value: its first 256 scalars, escaped.
    static func label(_ value: String) -> String {
        escaped(value.unicodeScalars.prefix(labelLimit), quote: "\\\"")
    }

    /// What stands after the name in a help line, where quotes are left alone: the first 1,024 scalars, escaped.
    static func help(_ text: String) -> String {
        escaped(text.unicodeScalars.prefix(helpLimit), quote: "\"")
    }

    private static func escaped(_ scalars: Substring.UnicodeScalarView, quote: String) -> String {
        var text = ""
        for scalar in scalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += quote
            case "\n": text += "\\n"
            // The format lets control characters pass, but terminals act on them.
            case "\u{0}"..."\u{1F}", "\u{7F}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
