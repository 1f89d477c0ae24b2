internal import Glibc

/// The segments of a JPEG file.
struct JPEGParts {
    private struct Frame {
        let width: Int
        let height: Int
        let components: Int
    }

    private let view: ByteView
    private let file: [UInt8]
    private var frame: Frame?
    private var notes = CameraNotes()
    private var hasNotes = false
    private var hasProfile = false
    /// Says how three components are meant, whatever else does.
    private var isJFIF = false
    private var scans = 0
    private var kept: [Range<Int>] = []

    /// A progressive picture has about ten; each costs a pass over all of it.
    private static let mostScans = 20

    /// Throws `damaged` for what is not whole, or not of a kind that cameras and browsers make.
    init(_ file: [UInt8]) throws(ImageFault) {
        self.file = file
        view = ByteView(file[...])
        var position = 2
        while let marker = try next(&position) {
            guard let length = view.short(position), length >= 2, let segment = view.slice(position, length) else { throw .damaged }
            try take(marker, segment)
            position += length
            if marker == 0xDA { position = keepScan(position) }
        }
        guard frame != nil, scans > 0 else { throw .damaged }
    }

    func picture() throws(ImageFault) -> PictureFile {
        guard let frame else { throw .damaged }
        // The first bytes are of our own: they say what this is, and nothing else.
        let turn: [UInt8] = Array("Exif\0\0".utf8) + CameraNotes.block(orientation: notes.orientation)
        let jfif: [UInt8] = [0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
        let head = (isJFIF ? Self.segment(0xE0, jfif) : []) + (isJFIF && notes.orientation == 1 ? [] : Self.segment(0xE1, turn))
        return PictureFile(
            type: .jpeg,
            width: frame.width,
            height: frame.height,
            needsConversion: hasProfile || frame.components == 4,
            notes: notes,
            pieces: [([0xFF, 0xD8] + head)[...]] + kept.map { file[$0] } + [[0xFF, 0xD9]]
        )
    }

    /// The next marker that is not the end of the picture; `position` is behind it then. What lies before it is passed over.
    private func next(_ position: inout Int) throws(ImageFault) -> UInt8? {
        while let byte = view.byte(position) {
            position += 1
            guard byte == 0xFF, let marker = view.byte(position), marker != 0xFF, marker != 0 else { continue }
            position += 1
            if marker == 0xD9 { return nil }
            // No segment: restarts belong into a scan, and no picture begins in another one.
            guard marker != 0x01, !(0xD0...0xD8).contains(marker) else { throw .damaged }
            return marker
        }
        throw .damaged
    }

    private mutating func take(_ marker: UInt8, _ segment: ArraySlice<UInt8>) throws(ImageFault) {
        let content = segment.dropFirst(2)
        switch marker {
        // Baseline, extended and progressive, by Huffman. Nobody sends the others.
        case 0xC0, 0xC1, 0xC2: try takeFrame(content)
        case 0xC4, 0xDB, 0xDD: break
        case 0xDA:
            scans += 1
            guard frame != nil, scans <= Self.mostScans else { throw .damaged }
        case 0xE0:
            isJFIF = isJFIF || content.starts(with: Array("JFIF\0".utf8))
            return
        case 0xE1:
            guard !hasNotes, content.starts(with: Array("Exif\0\0".utf8)) else { return }
            hasNotes = true
            notes = CameraNotes(exif: content.dropFirst(6))
            return
        case 0xE2:
            guard content.starts(with: Array("ICC_PROFILE\0".utf8)) else { return }
            hasProfile = true
        case 0xEE:
            // How the colours of three or four components are meant.
            guard content.starts(with: Array("Adobe".utf8)) else { return }
        case 0xE3...0xEF, 0xFE: return
        default: throw .damaged
        }
        // With the marker that is before it.
        kept.keep((segment.startIndex - 2)..<segment.endIndex)
    }

    private mutating func takeFrame(_ content: ArraySlice<UInt8>) throws(ImageFault) {
        let view = ByteView(content)
        guard frame == nil, view.byte(0) == 8, let height = view.short(1), let width = view.short(3), let components = view.byte(5),
            height > 0, width > 0, [1, 3, 4].contains(components)
        else { throw .damaged }
        frame = Frame(width: width, height: height, components: Int(components))
    }

    /// Keeps the coded pixels from a place up to the next marker, and returns where that is.
    private mutating func keepScan(_ start: Int) -> Int {
        let end = file.withUnsafeBytes { Self.endOfScan($0, from: start) }
        kept.keep(start..<end)
        return end
    }

    /// In 4 MB a 0xFF comes every few hundred bytes: `memchr` takes a millisecond, a loop over the bytes ten.
    private static func endOfScan(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + position, 0xFF, bytes.count - position)
        {
            position = UnsafeRawPointer(found) - base
            guard position + 1 < bytes.count else { return position }
            // A zero is a 0xFF of the pixels, the others are restarts.
            guard bytes[position + 1] == 0 || (0xD0...0xD7).contains(bytes[position + 1]) else { return position }
            position += 2
        }
        return bytes.count
    }

    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }
}
