/// One statement with its bound parameters, written as an interpolated string literal.
///
/// `"… \(value)"` binds a parameter, `"\(other)"` nests another `SQL` with its binds renumbered, and a literal is one: `"ORDER BY id
/// \(isDescending ? "DESC" : "ASC")"`. `"\(fragment: name)"` inserts a `StaticString`; a string made at run time can only ever be a bind.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The statement in UTF-8 with `$1`, `$2`, … in place of the binds.
    private(set) var text: [UInt8] = []
    private(set) var binds: [Bind] = []
    /// The encoded parameters, one after another, a NUL byte after each: libpq reads text parameters up to it.
    private(set) var values: [UInt8] = []

    /// One parameter: its type, the format of its bytes, and where they stand in `values` (nil is NULL).
    struct Bind: Sendable {
        var oid: UInt32
        var format: PostgresFormat
        var bytes: Range<Int>?
        /// Where the placeholder stands in `text`.
        var placeholder: Range<Int>
    }

    private init() {}

    /// A statement without parameters.
    package init(stringLiteral text: StaticString) {
        append(text)
    }

    /// What the compiler calls for an interpolated literal.
    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// Collects the pieces of an interpolated literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL()

        /// Reserves room for the literal pieces and the placeholders.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + 3 * interpolationCount)
            sql.binds.reserveCapacity(interpolationCount)
        }

        /// Appends a piece of the literal itself.
        package mutating func appendLiteral(_ literal: StaticString) {
            sql.append(literal)
        }

        /// Binds a value. Disfavored, as a literal alone is not one: by default it would be taken for a `String`.
        @_disfavoredOverload
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            sql.bind(value)
        }

        /// Binds a value or NULL.
        @_disfavoredOverload
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.bind(value)
        }

        /// Inserts a text of the program as it stands.
        package mutating func appendInterpolation(fragment: StaticString) {
            sql.append(fragment)
        }

        /// Inserts another statement's text, its binds renumbered to follow those already here.
        package mutating func appendInterpolation(_ nested: SQL) {
            sql.append(nested)
        }
    }
}

extension SQL {
    fileprivate mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { text.append(contentsOf: $0) }
    }

    fileprivate mutating func bind<Value: PostgresEncodable>(_ value: Value) {
        let start = values.count
        if !value.isNull {
            value.encode(into: &values)
        }
        let bytes = value.isNull ? nil : start..<values.count
        values.append(0)
        appendPlaceholder(Bind(oid: Value.oid, format: Value.format, bytes: bytes, placeholder: 0..<0))
    }

    fileprivate mutating func append(_ nested: SQL) {
        let offset = values.count
        values.append(contentsOf: nested.values)
        var copied = 0
        for var bind in nested.binds {
            text.append(contentsOf: nested.text[copied..<bind.placeholder.lowerBound])
            copied = bind.placeholder.upperBound
            bind.bytes = bind.bytes.map { $0.lowerBound + offset..<$0.upperBound + offset }
            appendPlaceholder(bind)
        }
        text.append(contentsOf: nested.text[copied...])
    }

    private mutating func appendPlaceholder(_ bind: Bind) {
        let start = text.count
        text.append(contentsOf: "$\(binds.count + 1)".utf8)
        binds.append(bind)
        binds[binds.count - 1].placeholder = start..<text.count
    }
}
