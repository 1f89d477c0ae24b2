/// What parts of a body are kept apart by.
struct MultipartBoundary: Equatable {
    let bytes: [UInt8]

    /// Of a header `Content-Type`; nil for what is not `multipart/form-data` with one boundary of 1 to 70 characters (RFC 2046, section 5.1.1).
    init?(contentType: String) {
        guard contentType.utf8.count <= 256, let type = HeaderParameters(contentType), type.value == "multipart/form-data",
            type.parameters.count == 1, let boundary = type["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy(Self.isAllowed), boundary.utf8.last != UInt8(ascii: " ")
        else { return nil }
        bytes = Array(boundary.utf8)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: " '()+_,-./:=?".utf8.contains(byte)
        }
    }
}
