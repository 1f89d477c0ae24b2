extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The wrapped type's.
    package static var oid: UInt32 { Wrapped.oid }
    /// The wrapped type's.
    package static var format: PostgresFormat { Wrapped.format }
    /// True for nil, and for a wrapped NULL.
    package var isNull: Bool { self?.isNull ?? true }
    /// The wrapped value.
    package func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    /// The wrapped type's.
    package static var arrayOID: UInt32 { Wrapped.arrayOID }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// What the wrapped type reads.
    package static func reads(_ oid: UInt32) -> Bool { Wrapped.reads(oid) }

    /// nil for NULL.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> Wrapped? {
        cell.isNull ? nil : try Wrapped.decode(cell)
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The type of a one-dimensional array of the elements.
    package static var oid: UInt32 { Element.arrayOID }
    /// The elements' format.
    package static var format: PostgresFormat { Element.format }

    /// A one-dimensional array, its first index 1.
    package func encode(into bytes: inout [UInt8]) {
        switch Element.format {
        case .binary: encodeBinary(into: &bytes)
        case .text: encodeLiteral(into: &bytes)
        }
    }

    private func encodeBinary(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int32(isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(contains(where: \.isNull) ? 1 : 0))
        bytes.append(bigEndian: Element.oid)
        guard !isEmpty else { return }
        bytes.append(bigEndian: Int32(truncatingIfNeeded: count))
        bytes.append(bigEndian: Int32(1))
        for element in self {
            let start = bytes.count
            bytes.append(bigEndian: Int32(-1))
            guard !element.isNull else { continue }
            element.encode(into: &bytes)
            let length = UInt32(truncatingIfNeeded: bytes.count - start - 4)
            for place in 0..<4 { bytes[start + place] = UInt8(truncatingIfNeeded: length >> (24 - 8 * place)) }
        }
    }

    /// The text form, `{"a","b",NULL}`: every element quoted, `"` and `\` escaped.
    private func encodeLiteral(into bytes: inout [UInt8]) {
        var text: [UInt8] = []
        bytes.append(UInt8(ascii: "{"))
        for (index, element) in enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard !element.isNull else {
                bytes.append(contentsOf: "NULL".utf8)
                continue
            }
            text.removeAll(keepingCapacity: true)
            element.encode(into: &text)
            bytes.append(UInt8(ascii: "\""))
            for byte in text {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    /// Reads the array types of what the element reads; arrays of user-defined types are checked with each value.
    package static func reads(_ oid: UInt32) -> Bool {
        TypeOID.element(ofArray: oid).map(Element.reads) ?? (oid >= TypeOID.firstUserDefined)
    }

    /// From an array of no or one dimension; a NULL element needs an optional `Element`.
    package static func decode(_ cell: borrowing Cell) throws(PostgresError) -> [Element] {
        var reader = ArrayReader(remaining: try cell.value(for: Self.self))
        guard let dimensions = reader.int32(), reader.int32() != nil, let oid = reader.int32().map(UInt32.init(bitPattern:)),
            Element.reads(oid)
        else { throw cell.mismatch(Self.self) }
        guard dimensions > 0 else { return [] }
        guard dimensions == 1, let count = reader.int32(), reader.int32() != nil else { throw cell.mismatch(Self.self) }
        var elements: [Element] = []
        for _ in 0..<Swift.max(0, count) {
            guard let length = reader.int32() else { throw cell.mismatch(Self.self) }
            let bytes = length < 0 ? nil : reader.take(Int(length))
            guard length < 0 || bytes != nil else { throw cell.mismatch(Self.self) }
            elements.append(try Element.decode(Cell(bytes: bytes, oid: oid, column: cell.column)))
        }
        return elements
    }
}

/// Walks through an array's binary form; nil where it ends too early.
private struct ArrayReader {
    var remaining: UnsafeRawBufferPointer

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count <= remaining.count else { return nil }
        defer { remaining = UnsafeRawBufferPointer(rebasing: remaining.dropFirst(count)) }
        return UnsafeRawBufferPointer(rebasing: remaining.prefix(count))
    }

    mutating func int32() -> Int32? {
        take(4).map { Int32(bigEndian: $0.loadUnaligned(as: Int32.self)) }
    }
}
