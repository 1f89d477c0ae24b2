/// A picture's file, taken apart and put together anew: of what came there is nothing in it but what its pixels need.
///
/// libvips finds a file's loader by looking into it. Of this one the first bytes were written here, so which loader it takes is decided
/// here, and what hides in comments, between the parts or behind the end does not get as far.
struct PictureFile {
    let type: MediaType
    /// As coded: before it is turned upright.
    let width: Int
    let height: Int
    /// Whether colours mean something else than in sRGB: there is a profile, or they are those of a printer.
    let needsConversion: Bool
    let notes: CameraNotes
    /// The picture, with its colour profile and how it is to be turned: parts of the file that came, not copied, between such of our own.
    let pieces: [ArraySlice<UInt8>]

    /// Throws `unsupported`, `damaged` or `animated`.
    init(_ file: [UInt8]) throws(ImageFault) {
        switch MediaType.sniff(file) {
        case .jpeg: self = try JPEGParts(file).picture()
        case .png: self = try PNGParts(file).picture()
        case .webp: self = try WebPParts(file).picture()
        case let other: throw .unsupported(other)
        }
    }

    init(type: MediaType, width: Int, height: Int, needsConversion: Bool, notes: CameraNotes, pieces: [ArraySlice<UInt8>]) {
        self.type = type
        self.width = width
        self.height = height
        self.needsConversion = needsConversion
        self.notes = notes
        self.pieces = pieces
    }
}

extension [Range<Int>] {
    /// Adds a range behind the others, or to the last one where it goes on.
    mutating func keep(_ range: Range<Int>) {
        if let last, last.upperBound == range.lowerBound {
            self[count - 1] = last.lowerBound..<range.upperBound
        } else {
            append(range)
        }
    }
}
