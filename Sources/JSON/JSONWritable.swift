public import FoundationEssentials

/// A value that has a form in JSON.
public protocol JSONWritable {
    /// Writes the value, exactly one.
    func write(to json: inout JSONWriter)
}

extension String: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.string(self)
    }
}

extension Bool: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.raw((self ? "true" : "false").utf8)
    }
}

extension Int: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.raw(description.utf8)
    }
}

extension Int64: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.raw(description.utf8)
    }
}

extension Double: JSONWritable {
    /// The shortest text that reads as the same number; null for what JSON has no number for.
    public func write(to json: inout JSONWriter) {
        guard isFinite else { return json.null() }
        // A whole number without its ".0": 8, not 8.0.
        if let integer = Int64(exactly: self), abs(integer) < 1 << 53 { integer.write(to: &json) } else { json.raw(description.utf8) }
    }
}

extension UUID: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.string(self)
    }
}
