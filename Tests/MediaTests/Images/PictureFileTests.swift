import Testing

@testable import Media

@Suite struct PictureFileTests {
    private static let frame = Bytes.segment(0xC0, [8, 0, 9, 0, 9, 1, 1, 17, 0])
    private static let pngHeader = Bytes.all(Bytes.signature, Bytes.chunk("IHDR", [0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0]))
    private static let pixels = Bytes.lossless(9, 9)

    static let refused: [(String, [UInt8], ImageFault)] = [
        ("nothing", [], .unsupported(nil)),
        ("SVG with a script", Array("<svg><script>alert(1)</script></svg>".utf8), .unsupported(nil)),
        ("GIF", Array("GIF89a".utf8), .unsupported(.gif)),
        ("HEIC", Bytes.movie("heic"), .unsupported(.heic)),
        ("video", Bytes.movie("mp42"), .unsupported(.video)),
        ("PDF", Array("%PDF-1.4".utf8), .unsupported(.pdf)),
        ("JPEG's first bytes alone", [0xFF, 0xD8, 0xFF], .damaged),
        ("JPEG of text", Bytes.all([0xFF, 0xD8, 0xFF, 0xE0], Array("this is no picture at all".utf8)), .damaged),
        ("JPEG without a frame", Bytes.all([0xFF, 0xD8], Bytes.segment(0xDA, [1, 1, 0, 0, 63, 0]), [0xFF, 0xD9]), .damaged),
        ("JPEG without a scan", Bytes.all([0xFF, 0xD8], frame, [0xFF, 0xD9]), .damaged),
        ("JPEG of no height", Bytes.jpeg(100, 0), .damaged),
        ("JPEG of two frames", Bytes.jpeg(after: frame), .damaged),
        ("JPEG by arithmetic", Bytes.jpeg(after: Bytes.segment(0xC9, [8, 0, 9, 0, 9, 1, 1, 17, 0])), .damaged),
        ("JPEG of 12 bits", Bytes.all([0xFF, 0xD8], Bytes.segment(0xC1, [12, 0, 9, 0, 9, 1, 1, 17, 0]), [0xFF, 0xD9]), .damaged),
        ("JPEG of 65 scans", scans(65), .damaged),
        ("PNG's signature alone", Bytes.signature, .damaged),
        ("PNG without pixels", Bytes.all(pngHeader, Bytes.chunk("IEND", [])), .damaged),
        ("PNG of no width", Bytes.png(0, 9), .damaged),
        ("PNG with a part nobody knows", Bytes.png(9, 9, Bytes.chunk("EVIL", [1])), .damaged),
        ("PNG that does not end", Array(Bytes.png(9, 9).dropLast(12)), .damaged),
        ("PNG longer than it is", Bytes.all(Bytes.signature, Bytes.big(0xFFFF_FFFF), Array("IHDR".utf8)), .damaged),
        ("PNG that moves", Bytes.png(9, 9, Bytes.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])), .animated),
        ("WebP of nothing", Bytes.riff([]), .damaged),
        ("WebP that moves", Bytes.riff(Bytes.all(Bytes.extended(0x02, 9, 9), pixels)), .animated),
        ("WebP with frames", Bytes.riff(Bytes.all(Bytes.extended(0, 9, 9), Bytes.part("ANMF", [0]))), .animated),
        ("WebP of two sizes", Bytes.riff(Bytes.all(Bytes.extended(0, 900, 900), pixels)), .damaged),
        ("WebP of two pictures", Bytes.riff(Bytes.all(pixels, pixels)), .damaged),
        ("WebP longer than it is", Array(Bytes.riff(pixels).dropLast(4)), .damaged),
    ]

    private static func scans(_ count: Int) -> [UInt8] {
        var file = Array(Bytes.jpeg(9, 9).dropLast(2))
        for _ in 1..<count { file += Bytes.all(Bytes.segment(0xDA, [1, 1, 0, 0, 63, 0]), [0]) }
        return Bytes.all(file, [0xFF, 0xD9])
    }

    @Test(arguments: refused.indices) func whatIsNoPictureIsRefused(_ index: Int) {
        let (name, file, fault) = Self.refused[index]
        #expect(throws: fault, "\(name)") { _ = try PictureFile(file) }
    }

    @Test(arguments: [Bytes.jpeg(4_032, 3_024), Bytes.png(4_032, 3_024), Bytes.riff(Bytes.lossless(4_032, 3_024))])
    func theSizeIsReadBeforeAnythingIsDecoded(_ file: [UInt8]) throws {
        let picture = try PictureFile(file)
        #expect(picture.width == 4_032 && picture.height == 3_024)
        #expect(!picture.needsConversion && picture.notes == CameraNotes())
    }

    private static let script = Array("<script>PK\u{3}\u{4}".utf8)

    static let polyglots: [[UInt8]] = [
        Bytes.jpeg(9, 9), Bytes.jpeg(after: Bytes.segment(0xFE, script)), Bytes.jpeg(after: Bytes.all(Bytes.segment(0xFE, [0]), script)),
        Bytes.jpeg(after: Bytes.segment(0xE1, Bytes.all(Array("http://ns.adobe.com/xap/1.0/\0".utf8), script))),
        Bytes.all(Bytes.jpeg(9, 9), script),
        // By its first bytes HEIF for whoever looks for that first.
        Bytes.jpeg(after: Bytes.segment(0xE0, Bytes.all(Array("ypheic".utf8), script, [UInt8](repeating: 0, count: 26_206)))),
        Bytes.png(9, 9), Bytes.png(9, 9, Bytes.chunk("tEXt", script)), Bytes.all(Bytes.png(9, 9), script), Bytes.riff(pixels),
        Bytes.riff(Bytes.all(Bytes.extended(0x04, 9, 9), pixels, Bytes.part("XMP ", script))), Bytes.all(Bytes.riff(pixels), script),
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
        let exif = CameraNotesTests.block(orientation: 8)
        let files = [
            Bytes.jpeg(after: Bytes.segment(0xE1, Bytes.all(Array("Exif\0\0".utf8), exif))),
            Bytes.riff(Bytes.all(Bytes.extended(0x08, 9, 9), Self.pixels, Bytes.part("EXIF", exif))),
        ]
        for file in files {
            let picture = try PictureFile(file)
            #expect(picture.notes.orientation == 8 && picture.notes.coordinates != nil)
            let again = try PictureFile(picture.bytes)
            #expect(again.notes.orientation == 8 && again.notes.coordinates == nil && again.notes.takenAt == nil)
        }
    }
}
