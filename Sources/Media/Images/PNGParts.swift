/// The chunks of a PNG file.
struct PNGParts {
    private var width = 0
    private var height = 0
    private var notes = CameraNotes()
    private var hasProfile = false
    private var hasPixels = false
    private let file: [UInt8]
    private var kept: [Range<Int>] = []

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Throws `animated`, or `damaged` for what is not whole.
    init(_ file: [UInt8]) throws(ImageFault) {
        let view = ByteView(file[...])
        self.file = file
        var position = Self.signature.count
        while true {
            guard let length = view.long(position), let name = view.slice(position + 4, 4), let content = view.slice(position + 8, length),
                let chunk = view.slice(position, length + 12)
            else { throw .damaged }
            let kind = String(decoding: name, as: UTF8.self)
            guard (kind == "IHDR") == (width == 0) else { throw .damaged }
            if try keeps(kind, content) { kept.keep(chunk.indices) }
            if kind == "IEND" { break }
            position += length + 12
        }
        guard hasPixels else { throw .damaged }
    }

    func picture() -> PictureFile {
        PictureFile(
            type: .png,
            width: width,
            height: height,
            needsConversion: hasProfile,
            notes: notes,
            pieces: [Self.signature[...]] + kept.map { file[$0] }
        )
    }

    private mutating func keeps(_ kind: String, _ content: ArraySlice<UInt8>) throws(ImageFault) -> Bool {
        switch kind {
        case "IHDR":
            let view = ByteView(content)
            guard content.count == 13, let width = view.long(0), let height = view.long(4), width > 0, height > 0 else { throw .damaged }
            (self.width, self.height) = (width, height)
        case "IDAT": hasPixels = true
        case "IEND", "PLTE", "tRNS": break
        case "iCCP":
            guard !hasProfile, !hasPixels else { return false }
            hasProfile = true
        case "acTL": throw .animated
        case "eXIf":
            notes = CameraNotes(exif: content)
            return false
        default:
            // What a reader may leave out has a small first letter.
            guard let first = kind.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { throw .damaged }
            return false
        }
        return true
    }
}
