import DatabaseTesting
import Domain
import Foundation
import Media
import MediaTesting
import Services
import SystemPackage
import Testing

@testable import Web

/// Files that were made to do harm, or tell more than they should, through every way by which files come in.
@Suite struct HostileFileTests {
    /// The ways.
    enum Ingress: CaseIterable {
        case citizen, staff, form

        func send(_ bytes: [UInt8], to api: APITest) async throws -> JSONAnswer {
            switch self {
            case .citizen: try await api.upload(bytes)
            case .staff: try await api.upload(bytes, to: "/v1/staff/attachments", Officer.desk.headers)
            case .form: try await api.file(with: [bytes])
            }
        }

        /// The addresses of what was taken, from the largest.
        func addresses(_ answer: JSONAnswer, _ api: APITest) async throws -> [String] {
            var (told, start) = (answer, "")
            if self == .form {
                let code = try #require(answer.string("code"), "\(answer.text)")
                let token = try #require(answer.string("tracking_token"))
                told = try await api.get("/v1/reports/\(code)", ["authorization": "Bearer \(token)"])
                start = "attachments.0."
            }
            return try ["url", "thumbnails.1280", "thumbnails.320"].map { try #require(told.string(start + $0), "\(told.text)") }
        }
    }

    private let folder: TemporaryFolder
    private let tools: PictureTools

    init() throws {
        folder = try TemporaryFolder()
        tools = PictureTools(folder)
    }

    private static let script = Array("<script>alert(1)</script>".utf8)
    private static let svg = Array("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".utf8)

    private func refused() async throws -> [(name: String, bytes: [UInt8], status: Int, rule: String)] {
        try await tools.makePicture("small.jpg", 400, 300)
        try await tools.makePicture("small.png", 400, 300)
        try await tools.run("vips", "black", "hundred.png", "10000", "10000")
        let (jpeg, png) = (try bytes("small.jpg"), try bytes("small.png"))
        let header = Array(png.prefix(33))
        let moving = header + PictureBytes.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]) + png.dropFirst(33)
        return [
            ("1 by 65,535", PictureBytes.jpeg(1, 65_535), 422, "too_many_pixels"),
            ("a hundred megapixels", try bytes("hundred.png"), 422, "too_many_pixels"),
            ("a JPEG that is cut", Array(jpeg.prefix(jpeg.count / 2)), 422, "damaged"),
            ("a PNG that is cut", Array(png.prefix(png.count / 2)), 422, "damaged"),
            ("JPEG called PNG", PictureBytes.signature + jpeg, 422, "damaged"),
            ("a text", Array("hello, world, this is a text".utf8), 415, "unknown_type"),
            ("SVG with a script", Self.svg, 415, "unknown_type"),
            ("GIF", Array("GIF89a".utf8) + jpeg, 415, "gif"),
            ("PNG that moves", moving, 422, "animated"),
            (
                "WebP that moves", PictureBytes.riff(PictureBytes.extended(0x02, 9, 9) + PictureBytes.lossless(9, 9)), 422, "animated"
            ),
            ("HEIC", PictureBytes.movie("heic"), 415, "heic"), ("a film", PictureBytes.movie("isom"), 415, "video"),
        ]
    }

    private func taken() async throws -> [(name: String, bytes: [UInt8])] {
        // 40 megapixels of one colour are a file of 130 KB.
        try await tools.run("vips", "black", "bomb.png", "6300", "6300", "--bands", "3")
        try await tools.makePicture("small.jpg", 400, 300)
        try await tools.makePicture("plain.png", 1_500, 1_000)
        try await tools.run("vips", "icc_transform", "plain.png", "cmyk.jpg[Q=95]", "cmyk", "--input-profile", "srgb")
        let plain = try bytes("small.jpg")
        return [
            ("a bomb", try bytes("bomb.png")), ("colours of a printer", try bytes("cmyk.jpg")),
            ("notes of every kind", try await annotated()),
            (
                "a page within a picture",
                [0xFF, 0xD8] + PictureBytes.segment(0xFE, Self.script) + plain.dropFirst(2) + Self.script + SamplePicture.pdf
            ),
        ]
    }

    /// A photo of 2,000 pixels with a place, a thumbnail, XMP, a profile, and what its maker noted.
    private func annotated() async throws -> [UInt8] {
        try await tools.makePicture("photo.png", 2_000, 1_500)
        try await tools.run("vips", "icc_transform", "photo.png", "bare.jpg[Q=90]", "p3", "--input-profile", "srgb")
        try await tools.run("vips", "thumbnail", "photo.png", "thumbnail.jpg", "160")
        let bare = try bytes("bare.jpg")
        _ = try folder.write(
            [0xFF, 0xD8] + PictureBytes.segment(0xE1, Array("Exif\0\0".utf8) + Self.makersNotes) + bare.dropFirst(2),
            "photo.jpg"
        )
        try await tools.run(
            "exiftool",
            "-q",
            "-overwrite_original",
            "-n",
            "-GPSLatitude=21.0394",
            "-GPSLatitudeRef=N",
            "-GPSLongitude=105.8363",
            "-GPSLongitudeRef=E",
            "-Make=Canary",
            "-XMP-dc:Title=Canary",
            "-IPTC:Keywords=Canary",
            "-Comment=Canary",
            "-ThumbnailImage<=thumbnail.jpg",
            "photo.jpg"
        )
        let found = try await tools.metadata(folder.path.appending("photo.jpg")).joined(separator: "\n")
        for group in ["[GPS]", "[IFD1]", "[XMP-dc]", "[ICC", "[IPTC]", "MakerNote"] {
            #expect(found.contains(group), "\(group) is not in the photo")
        }
        return try bytes("photo.jpg")
    }

    /// A TIFF block whose camera's directory has a maker's note.
    private static let makersNotes: [UInt8] = {
        let note = Array("CANARY MAKER NOTE".utf8)
        func number(_ value: Int, _ count: Int = 4) -> [UInt8] { PictureBytes.little(value, count) }
        let main = number(1, 2) + number(0x8769, 2) + number(4, 2) + number(1) + number(26) + number(0)
        let camera = number(1, 2) + number(0x927C, 2) + number(7, 2) + number(note.count) + number(44) + number(0)
        return [0x49, 0x49, 0x2A, 0] + number(8) + main + camera + note
    }()

    private func bytes(_ name: String) throws -> [UInt8] {
        try folder.path.appending(name).bytes()
    }

    @Test(arguments: Ingress.allCases) func whatIsRefusedLeavesNothing(_ ingress: Ingress) async throws {
        let files = try await refused()
        try await APITest.run { (api: APITest) async throws -> Void in
            let rows = try await api.rowCounts()
            let peak = try await ToolMemory.peak {
                for (name, bytes, status, rule) in files {
                    let answer = try await ingress.send(bytes, to: api)
                    #expect(answer.status == status && answer.string("rule") == rule, "\(name): \(answer.text)")
                }
            }
            #expect(peak ?? 0 <= ImageLimits.attachments.memory)
            if ingress != .staff {
                #expect(try await ingress.send(SamplePicture.pdf, to: api).string("rule") == "document")
            }
            #expect(try await api.fileCounts() == [0, 0, 0, 0] && api.files.leftovers.isEmpty)
            #expect(try await api.rowCounts() == rows)
        }
    }

    @Test(arguments: Ingress.allCases) func whatIsTakenIsServedWithoutAnythingElse(_ ingress: Ingress) async throws {
        let files = try await taken()
        try await APITest.run { (api: APITest) async throws -> Void in
            var answers: [(name: String, answer: JSONAnswer)] = []
            let peak = try await ToolMemory.peak {
                for (name, bytes) in files { answers.append((name, try await ingress.send(bytes, to: api))) }
            }
            // Those that have exceeded a limit were ended, and what they worked on refused; of the others none came near.
            #expect(try (1...ImageLimits.attachments.memory).contains(#require(peak)), "\(peak ?? 0) bytes")
            for (name, answer) in answers {
                #expect(answer.status == 201, "\(name): \(answer.text)")
                for (address, most) in zip(try await ingress.addresses(answer, api), [30_000, 1_280, 320]) {
                    let (file, served) = try await api.bytes(address)
                    #expect(file.status == 200 && MediaType.sniff(served)?.rawValue == file.header("content-type"), "\(name)")
                    #expect(served.count <= AttachmentLimits.storedBytes)
                    let path = try folder.write(served, "served")
                    #expect(try await tools.metadata(path) == [], "\(name)")
                    #expect(served.firstRange(of: Self.script) == nil && served.firstRange(of: Array("%PDF".utf8)) == nil, "\(name)")
                    let header = try await tools.run("vipsheader", path.string)
                    let sides = try #require(header.firstMatch(of: #/: (\d+)x(\d+) /#), "\(name): \(header)")
                    #expect([sides.1, sides.2].allSatisfy { (1...most).contains(Int($0) ?? 0) }, "\(name)")
                }
            }
            #expect(api.files.leftovers.isEmpty)
        }
    }

    @Test func aLargePictureIsServedInPieces() async throws {
        try await tools.run("vips", "gaussnoise", "noise.v", "2000", "1500", "--sigma", "40", "--mean", "128")
        try await tools.run("vips", "cast", "noise.v", "noise.jpg[Q=85]", "uchar")
        let sent = try bytes("noise.jpg")
        try await APITest.run { api in
            let url = try #require(try await api.upload(sent).string("url"))
            let (whole, bytes) = try await api.bytes(url)
            #expect(whole.status == 200 && bytes.count > 1 << 20 && whole.header("content-length") == "\(bytes.count)")
            let middle = 524_000..<1_050_000
            let part = try await api.bytes(url, ["range": "bytes=\(middle.lowerBound)-\(middle.upperBound - 1)"])
            #expect(part.answer.status == 206 && part.bytes == Array(bytes[middle]))
        }
    }
}
