/// Parts of picture files, as tests put them together.
package enum PictureBytes {
    package static func big(_ number: Int, _ count: Int = 4) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    package static func little(_ number: Int, _ count: Int = 4) -> [UInt8] {
        big(number, count).reversed()
    }

    /// One behind the other.
    package static func all(_ parts: [UInt8]...) -> [UInt8] {
        parts.flatMap { $0 }
    }

    package static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + big(content.count + 2, 2) + content
    }

    /// The header of a JPEG picture of a size, and a scan of nothing.
    package static func jpeg(_ width: Int, _ height: Int) -> [UInt8] {
        let frame = [8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0]
        return [0xFF, 0xD8] + segment(0xC0, frame) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0, 0xFF, 0xD9]
    }

    /// A JPEG picture with segments before its own.
    package static func jpeg(after segments: [UInt8]) -> [UInt8] {
        all([0xFF, 0xD8], segments, Array(jpeg(9, 9).dropFirst(2)))
    }

    /// A chunk of PNG. Its sum is wrong, which is what nobody looks at in what is dropped.
    package static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count) + Array(kind.utf8) + content + [0, 0, 0, 0]
    }

    package static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    package static func png(_ width: Int, _ height: Int, _ chunks: [UInt8] = []) -> [UInt8] {
        signature + chunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0]) + chunks + chunk("IDAT", [0x78, 0x01]) + chunk("IEND", [])
    }

    package static func riff(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + little(chunks.count + 4) + Array("WEBP".utf8) + chunks
    }

    package static func part(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        Array(kind.utf8) + little(content.count) + content + (content.count % 2 == 0 ? [] : [0])
    }

    package static func lossless(_ width: Int, _ height: Int) -> [UInt8] {
        part("VP8L", [0x2F] + little((width - 1) | (height - 1) << 14) + [0, 0, 0])
    }

    package static func extended(_ flags: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
        part("VP8X", [flags, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
    }

    package static func movie(_ brand: String) -> [UInt8] {
        big(24) + Array("ftyp\(brand)".utf8) + [0, 0, 0, 0] + Array("mp42isom".utf8)
    }

    /// A TIFF block with a main directory, one for the camera and one for the place, in either order of bytes.
    package static func cameraNotes(
        little: Bool = true,
        orientation: Int = 6,
        latitude: String = "N",
        degrees: Int = 21,
        below: Int = 1
    ) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { little ? self.little(value, count) : self.big(value, count) }
        func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
            number(tag, 2) + number(type, 2) + number(count, 4) + value + [UInt8](repeating: 0, count: 4 - value.count)
        }
        // 8: header; 8…50: main; 50…68: camera; 68…122: place; then values.
        var bytes: [UInt8] = (little ? [0x49, 0x49, 0x2A, 0] : [0x4D, 0x4D, 0, 0x2A]) + number(8, 4)
        bytes += number(3, 2) + entry(0x0112, 3, 1, number(orientation, 2)) + entry(0x8769, 4, 1, number(50, 4))
        bytes += entry(0x8825, 4, 1, number(68, 4)) + number(0, 4)
        bytes += number(1, 2) + entry(0x9003, 2, 20, number(122, 4)) + number(0, 4)
        bytes += number(4, 2) + entry(1, 2, 2, Array(latitude.utf8) + [0]) + entry(2, 5, 3, number(142, 4))
        bytes += entry(3, 2, 2, Array("E".utf8) + [0]) + entry(4, 5, 3, number(166, 4)) + number(0, 4)
        bytes += Array("2026:11:25 08:30:07\0".utf8)
        for value in [degrees, below, 2, 1, 2_199, 100] + [105, 1, 51, 1, 0, 0] { bytes += number(value, 4) }
        return bytes
    }
}
