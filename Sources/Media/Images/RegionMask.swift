/// A picture in black and white that says which pixels go: PNG of one bit a pixel.
struct RegionMask {
    let bytes: [UInt8]

    /// JPEG codes blocks of 16 pixels: what shows at the edge of one tells something of what was beside it, so whole blocks go.
    private static let block = 16

    /// nil if no region has a pixel in the picture.
    init?(_ regions: [PictureRegion], width: Int, height: Int) {
        let parts = regions.compactMap { region -> (columns: Range<Int>, rows: Range<Int>)? in
            guard let columns = Self.span(region.x, region.width, width), let rows = Self.span(region.y, region.height, height) else {
                return nil
            }
            return (columns, rows)
        }
        guard !parts.isEmpty else { return nil }
        // A byte says how the row is filtered, then come its pixels by eights.
        let stride = 1 + (width + 7) / 8
        var rows = [UInt8](repeating: 0, count: stride * height)
        for part in parts {
            for row in part.rows {
                let start = row * stride + 1
                for column in (part.columns.lowerBound / 8)..<((part.columns.upperBound + 7) / 8) { rows[start + column] = 0xFF }
            }
        }
        bytes = Self.png(width, height, rows)
    }

    /// One black pixel.
    static let ink = png(1, 1, [0, 0])

    private static func span(_ start: Int, _ length: Int, _ most: Int) -> Range<Int>? {
        let end = start.addingReportingOverflow(length)
        guard length > 0, start < most, end.overflow || end.partialValue > 0 else { return nil }
        let (first, last) = (max(0, start), end.overflow ? most : min(end.partialValue, most))
        return (first / block * block)..<min(most, (last + block - 1) / block * block)
    }

    private static func png(_ width: Int, _ height: Int, _ rows: [UInt8]) -> [UInt8] {
        let header = number(width) + number(height) + [1, 0, 0, 0, 0]
        return PNGParts.signature + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(kind.utf8) + content
        return number(content.count) + body + number(Int(~body.reduce(UInt32.max) { sum($1, $0) }))
    }

    /// zlib's format without compressing: 40 megapixels are 5 MB, for a moment.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        result.reserveCapacity(bytes.count + bytes.count / 1_000 + 16)
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let end = min(start + 65_535, bytes.count)
            let (low, high) = (UInt8((end - start) & 0xFF), UInt8((end - start) >> 8))
            result += [end == bytes.count ? 1 : 0, low, high, ~low, ~high]
            result += bytes[start..<end]
        }
        let (first, second) = bytes.reduce((1, 0)) { sums, byte in
            let first = (sums.0 + Int(byte)) % 65_521
            return (first, (sums.1 + first) % 65_521)
        }
        return result + number(second << 16 | first)
    }

    private static func number(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func sum(_ byte: UInt8, _ sum: UInt32) -> UInt32 {
        sums[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8)
    }

    /// CRC-32 of each byte.
    private static let sums: [UInt32] = (0..<256).map { (byte: UInt32) in
        (0..<8).reduce(byte) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }
}
