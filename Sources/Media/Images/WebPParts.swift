/// The chunks of a WebP file.
struct WebPParts {
    private var size: (width: Int, height: Int)?
    /// What the extended header says, where there is one.
    private var canvas: (width: Int, height: Int)?
    private var hasAlpha = false
    private var notes = CameraNotes()
    private var profile: [ArraySlice<UInt8>] = []
    /// The pixels, and before them their transparency.
    private var pixels: [ArraySlice<UInt8>] = []

    /// Throws `animated`, or `damaged` for what is not whole.
    init(_ file: [UInt8]) throws(ImageFault) {
        let view = ByteView(file[...], isLittleEndian: true)
        guard let length = view.long(4), let body = view.slice(12, length - 4) else { throw .damaged }
        let chunks = ByteView(body, isLittleEndian: true)
        var position = 0
        while position < body.count {
            guard let name = chunks.slice(position, 4), let length = chunks.long(position + 4),
                let content = chunks.slice(position + 8, length)
            else { throw .damaged }
            try take(String(decoding: name, as: UTF8.self), content)
            position += 8 + length + length % 2
        }
        guard let size, canvas.map({ $0 == size }) ?? true else { throw .damaged }
    }

    func picture() throws(ImageFault) -> PictureFile {
        guard let size else { throw .damaged }
        let turn = notes.orientation == 1 ? [] : Self.chunk("EXIF", CameraNotes.block(orientation: notes.orientation)[...])
        var chunks: [ArraySlice<UInt8>] = []
        if canvas != nil || !turn.isEmpty {
            let flags: UInt8 = (profile.isEmpty ? 0 : 0x20) | (hasAlpha ? 0x10 : 0) | (turn.isEmpty ? 0 : 0x08)
            let canvas = [flags, 0, 0, 0] + Self.bytes(size.width - 1, 3) + Self.bytes(size.height - 1, 3)
            chunks = Self.chunk("VP8X", canvas[...]) + profile
        }
        chunks += pixels + turn
        let length = chunks.reduce(4) { $0 + $1.count }
        return PictureFile(
            type: .webp,
            width: size.width,
            height: size.height,
            needsConversion: canvas != nil && !profile.isEmpty,
            notes: notes,
            pieces: [(Array("RIFF".utf8) + Self.bytes(length, 4) + Array("WEBP".utf8))[...]] + chunks
        )
    }

    private mutating func take(_ kind: String, _ content: ArraySlice<UInt8>) throws(ImageFault) {
        let view = ByteView(content, isLittleEndian: true)
        switch kind {
        case "VP8X":
            guard canvas == nil, size == nil, let flags = view.byte(0), let width = view.long(4), let height = view.long(6) else {
                throw .damaged
            }
            guard flags & 0x02 == 0 else { throw .animated }
            hasAlpha = flags & 0x10 != 0
            canvas = ((width & 0xFF_FFFF) + 1, (height >> 8) + 1)
        case "ANIM", "ANMF": throw .animated
        case "ICCP":
            guard profile.isEmpty, size == nil else { throw .damaged }
            profile = Self.chunk(kind, content)
        case "ALPH":
            guard canvas != nil, pixels.isEmpty else { throw .damaged }
            pixels = Self.chunk(kind, content)
        case "VP8 ":
            // A key frame, its start code, and 14 bits for each side.
            guard size == nil, let first = view.byte(0), first & 1 == 0, view.slice(3, 3) == [0x9D, 0x01, 0x2A],
                let width = view.short(6), let height = view.short(8)
            else { throw .damaged }
            try takePixels(kind, content, width & 0x3FFF, height & 0x3FFF)
        case "VP8L":
            guard size == nil, view.byte(0) == 0x2F, let bits = view.long(1) else { throw .damaged }
            try takePixels(kind, content, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case "EXIF": notes = CameraNotes(exif: content.starts(with: Array("Exif\0\0".utf8)) ? content.dropFirst(6) : content)
        default: break
        }
    }

    private mutating func takePixels(_ kind: String, _ content: ArraySlice<UInt8>, _ width: Int, _ height: Int) throws(ImageFault) {
        guard width > 0, height > 0 else { throw .damaged }
        size = (width, height)
        pixels += Self.chunk(kind, content)
    }

    private static func chunk(_ kind: String, _ content: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        [(Array(kind.utf8) + bytes(content.count, 4))[...], content] + (content.count % 2 == 0 ? [] : [[0]])
    }

    /// A number in so many bytes, the lowest first.
    private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
