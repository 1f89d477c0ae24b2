/// Writes a JSON document with its members in their order.
package enum JSONText {
    /// Indented by two spaces, for people; numbers that are whole have no fraction.
    package static func indented(_ value: JSONValue) -> String {
        var text = ""
        write(value, indent: 0, to: &text)
        return text
    }

    private static func write(_ value: JSONValue, indent: Int, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .boolean(let boolean): text += boolean ? "true" : "false"
        case .integer(let integer): text += String(integer)
        case .number(let number): text += Int(exactly: number).map(String.init) ?? String(number)
        case .string(let string): text += JSONWriter.text(string)
        case .array(let elements):
            write(elements, "[", "]", indent, to: &text) { write($0, indent: indent + 1, to: &$1) }
        case .object(let members):
            write(members, "{", "}", indent, to: &text) { member, text in
                text += JSONWriter.text(member.name) + ": "
                write(member.value, indent: indent + 1, to: &text)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        _ opening: String,
        _ closing: String,
        _ indent: Int,
        to text: inout String,
        each: (Element, inout String) -> Void
    ) {
        if elements.isEmpty {
            text += opening + closing
            return
        }
        text += opening
        for (index, element) in elements.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: indent + 1)
            each(element, &text)
        }
        text += "\n" + String(repeating: "  ", count: indent) + closing
    }
}
