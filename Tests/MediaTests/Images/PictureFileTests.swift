import MediaTesting
import Testing

@testable import Media

@Suite struct PictureFileTests {
    private static let frame = PictureBytes.segment(0xC0, [8, 0, 9, 0, 9, 1, 1, 17, 0])
    private static let pngHeader = PictureBytes.all(
        PictureBytes.signature,
        PictureBytes.chunk("IHDR", [0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0])
    )
    private static let pixels = PictureBytes.lossless(9, 9)

    static let refused: [(String, [UInt8], ImageFault)] = [
        ("nothing", [], .unsupported(nil)),
        ("SVG with a script", Array("<svg><script>alert(1)</script></svg>".utf8), .unsupported(nil)),
        ("GIF", Array("GIF89a".utf8), .unsupported(.gif)),
        ("HEIC", PictureBytes.movie("heic"), .unsupported(.heic)),
        ("video", PictureBytes.movie("mp42"), .unsupported(.video)),
        ("PDF", Array("%PDF-1.4".utf8), .unsupported(.pdf)),
        ("JPEG's first bytes alone", [0xFF, 0xD8, 0xFF], .damaged),
        ("JPEG of text", PictureBytes.all([0xFF, 0xD8, 0xFF, 0xE0], Array("this is no picture at all".utf8)), .damaged),
        (
            "JPEG without a frame", PictureBytes.all([0xFF, 0xD8], PictureBytes.segment(0xDA, [1, 1, 0, 0, 63, 0]), [0xFF, 0xD9]), .damaged
        ),
        ("JPEG without a scan", PictureBytes.all([0xFF, 0xD8], frame, [0xFF, 0xD9]), .damaged),
        ("JPEG of no height", PictureBytes.jpeg(100, 0), .damaged),
        ("JPEG of two frames", PictureBytes.jpeg(after: frame), .damaged),
        ("JPEG by arithmetic", PictureBytes.jpeg(after: PictureBytes.segment(0xC9, [8, 0, 9, 0, 9, 1, 1, 17, 0])), .damaged),
        (
            "JPEG of 12 bits", PictureBytes.all([0xFF, 0xD8], PictureBytes.segment(0xC1, [12, 0, 9, 0, 9, 1, 1, 17, 0]), [0xFF, 0xD9]),
            .damaged
        ),
        ("JPEG of 21 scans", scans(21), .damaged),
        ("PNG's signature alone", PictureBytes.signature, .damaged),
        ("PNG without pixels", PictureBytes.all(pngHeader, PictureBytes.chunk("IEND", [])), .damaged),
        ("PNG of no width", PictureBytes.png(0, 9), .damaged),
        ("PNG with a part nobody knows", PictureBytes.png(9, 9, PictureBytes.chunk("EVIL", [1])), .damaged),
        ("PNG that does not end", Array(PictureBytes.png(9, 9).dropLast(12)), .damaged),
        ("PNG longer than it is", PictureBytes.all(PictureBytes.signature, PictureBytes.big(0xFFFF_FFFF), Array("IHDR".utf8)), .damaged),
        ("PNG that moves", PictureBytes.png(9, 9, PictureBytes.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])), .animated),
        ("WebP of nothing", PictureBytes.riff([]), .damaged),
        ("WebP that moves", PictureBytes.riff(PictureBytes.all(PictureBytes.extended(0x02, 9, 9), pixels)), .animated),
        (
            "WebP with frames", PictureBytes.riff(PictureBytes.all(PictureBytes.extended(0, 9, 9), PictureBytes.part("ANMF", [0]))),
            .animated
        ),
        ("WebP of two sizes", PictureBytes.riff(PictureBytes.all(PictureBytes.extended(0, 900, 900), pixels)), .damaged),
        ("WebP of two pictures", PictureBytes.riff(PictureBytes.all(pixels, pixels)), .damaged),
        ("WebP longer than it is", Array(PictureBytes.riff(pixels).dropLast(4)), .damaged),
    ]

    private static func scans(_ count: Int) -> [UInt8] {
        var file = Array(PictureBytes.jpeg(9, 9).dropLast(2))
        for _ in 1..<count { file += PictureBytes.all(PictureBytes.segment(0xDA, [1, 1, 0, 0, 63, 0]), [0]) }
        return PictureBytes.all(file, [0xFF, 0xD9])
    }

    @Test(arguments: refused.indices) func whatIsNoPictureIsRefused(_ index: Int) {
        let (name, file, fault) = Self.refused[index]
        #expect(throws: fault, "\(name)") { _ = try PictureFile(file) }
    }

    @Test(arguments: [
        PictureBytes.jpeg(4_032, 3_024), PictureBytes.png(4_032, 3_024), PictureBytes.riff(PictureBytes.lossless(4_032, 3_024)),
    ])
    func theSizeIsReadBeforeAnythingIsDecoded(_ file: [UInt8]) throws {
        let picture = try PictureFile(file)
        #expect(picture.width == 4_032 && picture.height == 3_024)
        #expect(!picture.needsConversion && picture.notes == CameraNotes())
    }

    private static let script = Array("<script>PK\u{3}\u{4}".utf8)

    static let polyglots: [[UInt8]] = [
        PictureBytes.jpeg(9, 9), PictureBytes.jpeg(after: PictureBytes.segment(0xFE, script)),
        PictureBytes.jpeg(after: PictureBytes.all(PictureBytes.segment(0xFE, [0]), script)),
        PictureBytes.jpeg(after: PictureBytes.segment(0xE1, PictureBytes.all(Array("http://ns.adobe.com/xap/1.0/\0".utf8), script))),
        PictureBytes.all(PictureBytes.jpeg(9, 9), script),
        // By its first bytes HEIF for whoever looks for that first.
        PictureBytes.jpeg(
            after: PictureBytes.segment(0xE0, PictureBytes.all(Array("ypheic".utf8), script, [UInt8](repeating: 0, count: 26_206)))
        ),
        PictureBytes.png(9, 9), PictureBytes.png(9, 9, PictureBytes.chunk("tEXt", script)),
        PictureBytes.all(PictureBytes.png(9, 9), script), PictureBytes.riff(pixels),
        PictureBytes.riff(PictureBytes.all(PictureBytes.extended(0x04, 9, 9), pixels, PictureBytes.part("XMP ", script))),
        PictureBytes.all(PictureBytes.riff(pixels), script),
    ]

    @Test(arguments: polyglots)
    func nothingIsLeftButWhatThePixelsNeed(_ file: [UInt8]) throws {
        let picture = try PictureFile(file)
        #expect(picture.bytes.firstRange(of: Array("<script>".utf8)) == nil)
        #expect(picture.bytes.firstRange(of: Array("ftyp".utf8)) == nil)
        #expect(MediaType.sniff(picture.bytes) == picture.type)
        // Taken apart again it is the same.
        #expect(try PictureFile(picture.bytes).bytes == picture.bytes)
    }

    @Test func howAPictureIsToBeTurnedStays() throws {
        let exif = PictureBytes.cameraNotes(orientation: 8)
        let files = [
            PictureBytes.jpeg(after: PictureBytes.segment(0xE1, PictureBytes.all(Array("Exif\0\0".utf8), exif))),
            PictureBytes.riff(PictureBytes.all(PictureBytes.extended(0x08, 9, 9), Self.pixels, PictureBytes.part("EXIF", exif))),
        ]
        for file in files {
            let picture = try PictureFile(file)
            #expect(picture.notes.orientation == 8 && picture.notes.coordinates != nil)
            let again = try PictureFile(picture.bytes)
            #expect(again.notes.orientation == 8 && again.notes.coordinates == nil)
        }
    }
}

extension PictureFile {
    fileprivate var bytes: [UInt8] { pieces.flatMap { $0 } }
}
