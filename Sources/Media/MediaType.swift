/// What a file is by its first bytes. What it calls itself, by name or header, says nothing.
package enum MediaType: String, Hashable, Sendable, CaseIterable {
    case jpeg = "image/jpeg"
    case png = "image/png"
    case webp = "image/webp"
    case pdf = "application/pdf"
    /// Known in order to be refused by name. Debian's libvips reads HEIC through libheif and libde265, as a module that also brings the
    /// other foreign decoders into every process; phones send JPEG to whoever asks for it.
    case heic = "image/heic"
    case gif = "image/gif"
    case video = "video/*"

    /// How many first bytes tell what a file is.
    package static let sniffedBytes = 16

    /// nil for what is none of them.
    package static func sniff(_ first: some Collection<UInt8>) -> MediaType? {
        let bytes = Array(first.prefix(sniffedBytes))
        if let type = openings.first(where: { bytes.starts(with: $0.bytes) })?.type { return type }
        let kind = String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self)
        if bytes.starts(with: Array("RIFF".utf8)) { return kind == "WEBP" ? .webp : kind == "AVI " ? .video : nil }
        guard bytes.dropFirst(4).starts(with: Array("ftyp".utf8)) else { return nil }
        if still.contains(kind) { return .heic }
        return kind.hasPrefix("avi") || kind == "jp2 " ? nil : .video
    }

    private static let openings: [(bytes: [UInt8], type: MediaType)] = [
        ([0xFF, 0xD8, 0xFF], .jpeg),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png),
        (Array("%PDF-".utf8), .pdf),
        (Array("GIF8".utf8), .gif),
        // Matroska and WebM, MPEG program streams and video, Flash, Windows Media.
        ([0x1A, 0x45, 0xDF, 0xA3], .video), ([0, 0, 1, 0xBA], .video), ([0, 0, 1, 0xB3], .video), (Array("FLV".utf8), .video),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], .video),
    ]

    /// The brands of HEIF; every other file of the same family holds a film.
    private static let still: Set<String> = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
}
