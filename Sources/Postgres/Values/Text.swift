extension String: PostgresArrayElement, PostgresDecodable {
    /// 0: the server infers text, an enum, a date, jsonb, … from the statement.
    package static var oid: UInt32 { 0 }
    /// 0: inferred likewise; where nothing tells, cast: `unnest(\(names)::text[])`.
    package static var arrayOID: UInt32 { 0 }
    /// Text, so that any type's input function applies.
    package static var format: PostgresFormat { .text }

    /// UTF-8. A NUL byte is refused when the statement is sent (`.invalidParameter`).
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: utf8)
    }

    /// Reads text, varchar, bpchar, name, "char", and types made by users or extensions such as enums and citext.
    package static func reads(_ oid: UInt32) -> Bool {
        switch oid {
        case TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.char: true
        default: oid >= TypeOID.firstUserDefined
        }
    }

    /// From UTF-8. Binary forms of user-defined types that are not text (a geometry, say) are refused:
    /// text never contains a NUL byte, and their headers do.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> String {
        let bytes = try cell.value(for: String.self)
        guard cell.oid < TypeOID.firstUserDefined || !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw cell.mismatch(String.self)
        }
        return text
    }
}

/// A `jsonb` value as JSON text. The server parses it on the way in and writes its own spelling on the way out.
package struct JSONB: PostgresArrayElement, PostgresDecodable, Equatable {
    /// The JSON text.
    package var text: String

    /// `text` must be JSON: otherwise the server refuses the statement (22P02).
    package init(text: String) {
        self.text = text
    }

    /// `jsonb`.
    package static var oid: UInt32 { TypeOID.jsonb }
    /// `jsonb[]`.
    package static var arrayOID: UInt32 { TypeOID.jsonbArray }
    /// Reads `jsonb`.
    package static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.jsonb }

    /// The only version of jsonb's binary form so far.
    private static let version: UInt8 = 1

    /// A version byte and the text.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.version)
        bytes.append(contentsOf: text.utf8)
    }

    /// From a version byte and the text.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> JSONB {
        let bytes = try cell.value(for: JSONB.self)
        guard bytes.first == version, let text = String(validating: bytes.dropFirst(), as: UTF8.self) else {
            throw cell.mismatch(JSONB.self)
        }
        return JSONB(text: text)
    }
}
