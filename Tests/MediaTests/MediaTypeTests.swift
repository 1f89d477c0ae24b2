import Media
import MediaTesting
import Testing

@Suite struct MediaTypeTests {
    static let files: [([UInt8], MediaType?)] = [
        ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg), ([0xFF, 0xD8, 0xFF, 0xDB], .jpeg), (PictureBytes.signature, .png),
        (PictureBytes.riff([]), .webp),
        (Array("%PDF-1.7".utf8), .pdf), (Array("GIF89a".utf8), .gif), (Array("GIF87a".utf8), .gif), (PictureBytes.movie("heic"), .heic),
        (PictureBytes.movie("mif1"), .heic), (PictureBytes.movie("isom"), .video), (PictureBytes.movie("qt  "), .video),
        (PictureBytes.movie("3gp5"), .video),
        ([0x1A, 0x45, 0xDF, 0xA3], .video), (Array("RIFF\0\0\0\0AVI LIST".utf8), .video), (Array("RIFF\0\0\0\0WAVEfmt".utf8), nil),
        (PictureBytes.movie("avif"), nil), ([], nil), ([0xFF], nil), ([0xFF, 0xD8], nil), (Array("<svg onload='alert(1)'>".utf8), nil),
        (Array("<!DOCTYPE html>".utf8), nil), (Array("PK\u{3}\u{4}".utf8), nil), ([0x7F, 0x45, 0x4C, 0x46], nil),
        ([0x49, 0x49, 0x2A, 0], nil), (Array("%!PS".utf8), nil), (Array(" %PDF-1.7".utf8), nil),
    ]

    @Test(arguments: files.indices) func aFileIsWhatItsFirstBytesSay(_ index: Int) {
        #expect(MediaType.sniff(Self.files[index].0) == Self.files[index].1)
    }
}
