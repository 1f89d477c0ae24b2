/// The value of a header and its parameters: `form-data; name="file"; filename="a.jpg"`.
struct HeaderParameters: Equatable {
    /// In lower case.
    let value: String
    /// Names in lower case.
    let parameters: [(name: String, value: String)]

    subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    static func == (left: HeaderParameters, right: HeaderParameters) -> Bool {
        left.value == right.value && left.parameters.elementsEqual(right.parameters) { $0 == $1 }
    }

    /// nil for what is not of this form, and where a parameter stands twice.
    init?(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        value = Self.token(&rest, until: UInt8(ascii: ";")).lowercased()
        var parameters: [(name: String, value: String)] = []
        while rest.popFirst() != nil {
            let name = Self.token(&rest, until: UInt8(ascii: "=")).lowercased()
            guard !name.isEmpty, rest.popFirst() != nil, let value = Self.value(&rest), !parameters.contains(where: { $0.name == name })
            else { return nil }
            parameters.append((name, value))
        }
        guard !value.isEmpty else { return nil }
        self.parameters = parameters
    }

    /// What stands before a byte, without the blanks around it; up to the end if there is none.
    private static func token(_ rest: inout ArraySlice<UInt8>, until end: UInt8) -> String {
        let token = rest.prefix { $0 != end }
        rest = rest.dropFirst(token.count)
        return String(decoding: trimmed(token), as: UTF8.self)
    }

    /// A token, or a quoted string, up to the next `;`.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest = rest.drop(while: isBlank)
        guard rest.first == UInt8(ascii: "\"") else {
            let token = token(&rest, until: UInt8(ascii: ";"))
            return token.isEmpty || token.utf8.contains(UInt8(ascii: "\"")) ? nil : token
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped)
            } else {
                value.append(byte)
            }
            if rest.isEmpty { return nil }
        }
        rest = rest.drop(while: isBlank)
        guard rest.first ?? UInt8(ascii: ";") == UInt8(ascii: ";") else { return nil }
        return String(decoding: value, as: UTF8.self)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
