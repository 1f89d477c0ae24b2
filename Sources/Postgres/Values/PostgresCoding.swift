/// How a parameter's bytes are written.
package enum PostgresFormat: Int32, Sendable {
    /// The type's text form; the server infers the type if the OID is 0.
    case text = 0
    /// The type's binary form, big-endian.
    case binary = 1
}

/// A value that can be bound to a statement's parameter.
package protocol PostgresEncodable: Sendable {
    /// The parameter's type; 0 lets the server infer it from the statement.
    static var oid: UInt32 { get }
    /// The format `encode` writes; binary unless said otherwise.
    static var format: PostgresFormat { get }
    /// Whether the value is NULL; `encode` is then not called.
    var isNull: Bool { get }
    /// Appends the value, without any length or terminator.
    func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable {
    /// Binary.
    package static var format: PostgresFormat { .binary }
    /// False.
    package var isNull: Bool { false }
}

/// A value that can also be an element of a bound array.
package protocol PostgresArrayElement: PostgresEncodable {
    /// The type of an array of such values; 0 lets the server infer it.
    static var arrayOID: UInt32 { get }
}

/// A value that can be read from a column.
package protocol PostgresDecodable: Sendable {
    /// Whether a column of this type may be read as `Self`; checked before the first row.
    static func reads(_ oid: UInt32) -> Bool
    /// The value; throws `.decoding` for NULL (unless `Self` is optional) and for bytes that are not of the type.
    static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Self
}
