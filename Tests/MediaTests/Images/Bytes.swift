/// Parts of picture files, as tests put them together.
enum Bytes {
    static func big(_ number: Int, _ count: Int = 4) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    static func little(_ number: Int, _ count: Int = 4) -> [UInt8] {
        big(number, count).reversed()
    }

    /// One behind the other.
    static func all(_ parts: [UInt8]...) -> [UInt8] {
        parts.flatMap { $0 }
    }

    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + big(content.count + 2, 2) + content
    }

    /// The header of a JPEG picture of a size, and a scan of nothing.
    static func jpeg(_ width: Int, _ height: Int) -> [UInt8] {
        let frame = [8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0]
        return [0xFF, 0xD8] + segment(0xC0, frame) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0, 0xFF, 0xD9]
    }

    /// A JPEG picture with segments before its own.
    static func jpeg(after segments: [UInt8]) -> [UInt8] {
        all([0xFF, 0xD8], segments, Array(jpeg(9, 9).dropFirst(2)))
    }

    /// A chunk of PNG. Its sum is wrong, which is what nobody looks at in what is dropped.
    static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count) + Array(kind.utf8) + content + [0, 0, 0, 0]
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func png(_ width: Int, _ height: Int, _ chunks: [UInt8] = []) -> [UInt8] {
        signature + chunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0]) + chunks + chunk("IDAT", [0x78, 0x01]) + chunk("IEND", [])
    }

    static func riff(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + little(chunks.count + 4) + Array("WEBP".utf8) + chunks
    }

    static func part(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        Array(kind.utf8) + little(content.count) + content + (content.count % 2 == 0 ? [] : [0])
    }

    static func lossless(_ width: Int, _ height: Int) -> [UInt8] {
        part("VP8L", [0x2F] + little((width - 1) | (height - 1) << 14) + [0, 0, 0])
    }

    static func extended(_ flags: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
        part("VP8X", [flags, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
    }

    static func movie(_ brand: String) -> [UInt8] {
        big(24) + Array("ftyp\(brand)".utf8) + [0, 0, 0, 0] + Array("mp42isom".utf8)
    }
}
