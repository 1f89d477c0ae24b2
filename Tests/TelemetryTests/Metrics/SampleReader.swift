/// Reads one sample line of the text format, scalar by scalar: `name{label="value"} number`.
struct SampleReader {
    private let line: String
    private var rest: ArraySlice<Unicode.Scalar>

    init(_ line: String) {
        self.line = line
        self.rest = Array(line.unicodeScalars)[...]
    }

    mutating func sample() throws -> Exposition.Sample {
        let name = try identifier(colons: true)
        var labels: [String: String] = [:]
        if accept("{") {
            repeat {
                let label = try identifier(colons: false)
                guard !label.hasPrefix("__"), labels[label] == nil else { throw malformed("label is reserved or comes twice") }
                try expect("=")
                labels[label] = try quoted()
            } while accept(",")
            try expect("}")
        }
        try expect(" ")
        return Exposition.Sample(name: name, labels: labels, value: try number())
    }

    private mutating func identifier(colons: Bool) throws -> String {
        var name = ""
        while let scalar = rest.first, scalar.isASCII {
            let isLetter = scalar.properties.isAlphabetic || scalar == "_" || (colons && scalar == ":")
            let isDigit = ("0"..."9").contains(scalar)
            guard isLetter || (isDigit && !name.isEmpty) else { break }
            name.unicodeScalars.append(rest.removeFirst())
        }
        guard !name.isEmpty else { throw malformed("name expected") }
        return name
    }

    private mutating func quoted() throws -> String {
        try expect("\"")
        var value = ""
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return value
            case "\\": value.unicodeScalars.append(try unescaped())
            case "\0"..."\u{1F}": throw malformed("control character")
            default: value.unicodeScalars.append(scalar)
            }
        }
        throw malformed("label value has no end")
    }

    private mutating func unescaped() throws -> Unicode.Scalar {
        switch rest.popFirst() {
        case "n": "\n"
        case "\"": "\""
        case "\\": "\\"
        default: throw malformed("unknown escape")
        }
    }

    private mutating func number() throws -> Double {
        var text = ""
        text.unicodeScalars.append(contentsOf: rest)
        switch text {
        case "+Inf": return .infinity
        case "-Inf": return -.infinity
        case "NaN": return .nan
        default:
            guard let value = Double(text), value.isFinite else { throw malformed("number expected") }
            return value
        }
    }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        guard accept(scalar) else { throw malformed("\(scalar) expected") }
    }

    private func malformed(_ reason: String) -> Exposition.Malformed {
        Exposition.Malformed(line: line, reason: reason)
    }
}
