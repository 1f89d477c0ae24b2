import Crypto
import Foundation
import Media
import MediaTesting
import RandomTesting
import SystemPackage
import Testing

@Suite struct ImageProcessorTests {
    static let processor = ImageProcessor(limits: ImageLimits().patient)

    private let folder: TemporaryFolder
    private let tools: PictureTools
    private let out: FilePath

    init() throws {
        folder = try TemporaryFolder()
        tools = PictureTools(folder)
        out = folder.path.appending("out")
        try FileManager.default.createDirectory(atPath: out.string, withIntermediateDirectories: true)
    }

    private func process(_ name: String) async throws -> ProcessedImage {
        try await Self.processor.process(folder.path.appending(name), into: out)
    }

    private var left: [String] { folder.files.filter { $0.hasPrefix("out/") } }

    /// What holds of whatever comes out.
    private func expectPlain(_ image: ProcessedImage) async throws {
        let pictures = [image.full, image.large, image.small]
        #expect(Set(left) == Set(pictures.map { "out/" + ($0.file.lastComponent?.string ?? "") }))
        #expect(max(image.large.width, image.large.height) <= 1_280 && max(image.small.width, image.small.height) <= 320)
        for picture in pictures {
            let bytes = try picture.file.bytes()
            #expect(picture.bytes == bytes.count && picture.name == ObjectName(SHA256.hash(data: bytes)))
            #expect(MediaType.sniff(bytes)?.rawValue == picture.contentType)
            #expect(try await tools.metadata(picture.file) == [])
            let size = try await tools.run("vipsheader", "-f", "width", picture.file.string)
            #expect(Int(size.trimmingCharacters(in: .whitespacesAndNewlines)) == picture.width)
        }
    }

    @Test func theToolsAreThere() async throws {
        try await Self.processor.check()
    }

    @Test(arguments: 1...8) func aPhotoIsUprightAndCarriesNothing(_ orientation: Int) async throws {
        try await tools.makePicture("photo.jpg", 1_600, 1_200)
        try await tools.run("vips", "thumbnail", "photo.jpg", "thumbnail.jpg", "160")
        try await tools.run(
            "exiftool",
            "-q",
            "-overwrite_original",
            "-n",
            "-Orientation=\(orientation)",
            "-GPSLatitude=21.0394",
            "-GPSLatitudeRef=N",
            "-GPSLongitude=105.8363",
            "-GPSLongitudeRef=E",
            "-DateTimeOriginal=2026:11:25 08:30:00",
            "-Make=Maker",
            "-Model=Phone",
            "-XMP-dc:Title=Secret",
            "-IPTC:Keywords=Secret",
            "-Comment=Secret",
            "-ThumbnailImage<=thumbnail.jpg",
            "photo.jpg"
        )
        let image = try await process("photo.jpg")
        try await expectPlain(image)
        let isTurned = orientation > 4
        #expect(image.full.width == (isTurned ? 1_200 : 1_600) && image.full.height == (isTurned ? 1_600 : 1_200))
        #expect(max(image.large.width, image.large.height) == 1_280 && max(image.small.width, image.small.height) == 320)
        let place = try #require(image.coordinates)
        #expect(abs(place.latitude - 21.0394) < 0.000_01 && abs(place.longitude - 105.8363) < 0.000_01)
        try await tools.run("vips", "autorot", "photo.jpg", "upright.png")
        #expect(try await tools.difference("upright.png", image.full.file.string) < 3)
    }

    @Test(arguments: ["p3", "cmyk"]) func coloursAreThoseThatWereMeant(_ profile: String) async throws {
        try await tools.makePicture("picture.png", 400, 300)
        try await tools.run("vips", "icc_transform", "picture.png", "picture.jpg[Q=95]", profile, "--input-profile", "srgb")
        try await tools.run("vips", "icc_transform", "picture.jpg", "meant.png", "srgb", "--embedded")
        let image = try await process("picture.jpg")
        try await expectPlain(image)
        // libvips' own two ways from CMYK differ by 3.6; to leave the profile out makes 20.
        #expect(try await tools.difference("meant.png", image.full.file.string) < 8)
    }

    static let kinds: [(String, type: String, small: String)] = [
        ("a.jpg[interlace]", "image/jpeg", "image/jpeg"), ("a.jpg[subsample-mode=off]", "image/jpeg", "image/jpeg"),
        ("a.png", "image/png", "image/webp"), ("a.png[interlace]", "image/png", "image/webp"),
        ("a.png[palette]", "image/png", "image/webp"),
        ("a.webp", "image/webp", "image/webp"), ("a.webp[lossless]", "image/webp", "image/webp"),
    ]

    @Test(arguments: kinds.indices) func everyKindThatIsTakenStaysWhatItWas(_ index: Int) async throws {
        let (name, type, small) = Self.kinds[index]
        try await tools.makePicture(name, 1_500, 1_000)
        let file = String(name.prefix { $0 != "[" })
        let image = try await process(file)
        try await expectPlain(image)
        #expect(image.full.contentType == type && image.large.contentType == small && image.small.contentType == small)
        #expect(image.full.width == 1_500 && image.large.width == 1_280 && image.small.width == 320)
        #expect(try await tools.difference(file, image.full.file.string) < 4)
    }

    @Test(arguments: [
        ["extract_band", "rgb.png", "a.png", "0"], ["bandjoin", "rgb.png grey.png", "a.png"], ["cast", "rgb.png", "a.png", "ushort"],
    ])
    func greyTransparentAndDeepPicturesAreTaken(_ operation: [String]) async throws {
        try await tools.makePicture("rgb.png", 700, 500)
        try await tools.run("vips", "extract_band", "rgb.png", "grey.png", "0")
        try await tools.run("vips", operation)
        try await expectPlain(try await process("a.png"))
    }

    @Test func aSmallPictureIsItsOwnThumbnail() async throws {
        try await tools.makePicture("tiny.jpg", 300, 200)
        let image = try await process("tiny.jpg")
        try await expectPlain(image)
        #expect(image.full == image.large && image.full == image.small && left == ["out/full.jpeg"])
    }

    @Test func theNameOfAFileSaysNothing() async throws {
        try await tools.makePicture("really.png", 50, 40)
        _ = try folder.write(folder.path.appending("really.png").bytes(), "called.jpg")
        #expect(try await process("called.jpg").full.contentType == "image/png")
    }

    /// What is refused before it is decoded is in the tests of the files' parts.
    static let hostile: [(String, [UInt8], ImageFault)] = [
        ("1 by 65,535", PictureBytes.jpeg(1, 65_535), .tooManyPixels(width: 1, height: 65_535)),
        ("a hundred megapixels", PictureBytes.png(10_000, 10_000), .tooManyPixels(width: 10_000, height: 10_000)),
        (
            "two thousand million pixels", PictureBytes.png(0x7FFF_FFFF, 0x7FFF_FFFF),
            .tooManyPixels(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF)
        ),
        ("just above 40 megapixels", PictureBytes.riff(PictureBytes.lossless(6_325, 6_325)), .tooManyPixels(width: 6_325, height: 6_325)),
        ("pixels that are none", PictureBytes.jpeg(9, 9), .damaged),
        ("pixels without their code", PictureBytes.png(9, 9), .damaged),
        ("lossless pixels that are none", PictureBytes.riff(PictureBytes.lossless(9, 9)), .damaged),
        ("a film", PictureBytes.movie("isom"), .unsupported(.video)),
        ("SVG with a script", Array("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".utf8), .unsupported(nil)),
        ("nothing", [], .unsupported(nil)),
    ]

    @Test(arguments: hostile.indices) func whatIsHostileIsRefusedAndLeavesNothing(_ index: Int) async throws {
        let (name, bytes, fault) = Self.hostile[index]
        _ = try folder.write(bytes, "hostile")
        await #expect(throws: fault, "\(name)") { _ = try await process("hostile") }
        #expect(left.isEmpty)
    }

    @Test(arguments: ["a.jpg", "a.jpg[interlace]", "a.png", "a.webp"]) func aFileThatIsCutAnywhereIsRefused(_ name: String) async throws {
        try await tools.makePicture(name, 200, 150)
        let bytes = try folder.path.appending(String(name.prefix { $0 != "[" })).bytes()
        for part in 0..<20 {
            _ = try folder.write(Array(bytes.prefix(bytes.count * part / 20 + part)), "cut")
            await #expect(throws: ImageFault.self) { _ = try await process("cut") }
            #expect(left.isEmpty)
        }
    }

    @Test func aSmallFileThatUnpacksToMuchIsRefusedOrHarmless() async throws {
        // 40 megapixels of one colour are a file of 130 KB.
        try await tools.run("vips", "black", "black.png", "6300", "6300", "--bands", "3")
        let image = try await process("black.png")
        #expect(image.full.width == 6_300)
        try await expectPlain(image)
    }

    @Test func aProfileThatIsNoneDoesNoHarm() async throws {
        try await tools.makePicture("a.jpg", 50, 40)
        let bytes = try folder.path.appending("a.jpg").bytes()
        let profile = PictureBytes.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + [UInt8](repeating: 0x41, count: 3_000))
        _ = try folder.write([0xFF, 0xD8] + profile + bytes.dropFirst(2), "b.jpg")
        do {
            try await expectPlain(try await process("b.jpg"))
        } catch {
            #expect(error as? ImageFault == .damaged && left.isEmpty)
        }
    }

    @Test func aLongFileIsRefusedUnread() async throws {
        var limits = ImageLimits()
        limits.bytes = 1_000
        try await tools.makePicture("a.jpg", 500, 400)
        await #expect(throws: ImageFault.tooManyBytes(most: 1_000)) {
            _ = try await ImageProcessor(limits: limits).process(folder.path.appending("a.jpg"), into: out)
        }
    }

    /// A processor whose pictures may have so many bytes.
    private func processor(making most: Int) -> ImageProcessor {
        var limits = ImageLimits().patient
        limits.madeBytes = most
        return ImageProcessor(limits: limits)
    }

    @Test func aPhotoThatGrowsTooLongIsCodedShorter() async throws {
        try await tools.run("vips", "gaussnoise", "noise.v", "800", "600", "--sigma", "40", "--mean", "128")
        try await tools.run("vips", "cast", "noise.v", "noise.png", "uchar")
        let whole = try await process("noise.png").full
        #expect(whole.contentType == "image/png" && whole.bytes > 300_000)
        try FileManager.default.removeItem(atPath: out.string)
        try FileManager.default.createDirectory(atPath: out.string, withIntermediateDirectories: true)
        let image = try await processor(making: 300_000).process(folder.path.appending("noise.png"), into: out)
        try await expectPlain(image)
        #expect(image.full.contentType == "image/webp" && image.full.bytes <= 300_000 && image.full.width == 800)
        #expect(try await tools.difference("noise.png", image.full.file.string) < 16)
    }

    @Test(arguments: ["a.jpg", "a.png", "a.webp"]) func whatCannotBeCodedShortEnoughIsRefused(_ name: String) async throws {
        try await tools.makePicture(name, 500, 400)
        await #expect(throws: ImageFault.outgrown) {
            _ = try await processor(making: 1_500).process(folder.path.appending(name), into: out)
        }
        #expect(left.isEmpty)
    }

    @Test func whatTakesTooLongAltogetherIsEnded() async throws {
        var limits = ImageLimits()
        limits.time = .milliseconds(1)
        try await tools.makePicture("a.jpg", 500, 400)
        await #expect(throws: ImageFault.timeout) {
            _ = try await ImageProcessor(limits: limits).process(folder.path.appending("a.jpg"), into: out)
        }
        #expect(left.isEmpty)
    }

    @Test func aFileThatIsNotThereIsNoPicture() async throws {
        await #expect(throws: ImageFault.self) { _ = try await process("nothing") }
    }

    /// Random changes of good files: there is a picture without anything else in it, or a fault and nothing.
    @Test(arguments: ["a.jpg", "a.jpg[interlace]", "a.png", "a.webp"]) func changedFilesArePicturesOrFaults(_ name: String) async throws {
        try await tools.makePicture(name, 60, 40)
        let good = try folder.path.appending(String(name.prefix { $0 != "[" })).bytes()
        var random = SplitMix64(seed: 21)
        for _ in randomCases(200, usually: 60) {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try folder.write(bytes, "changed")
            do {
                let image = try await process("changed")
                #expect(try MediaType.sniff(image.full.file.bytes())?.rawValue == image.full.contentType)
                // A changed one may be a large one.
                let pictures = Set([image.full, image.large, image.small].map(\.file))
                #expect(Set(left) == Set(pictures.map { "out/" + ($0.lastComponent?.string ?? "") }))
                for picture in pictures { try FileManager.default.removeItem(atPath: picture.string) }
            } catch {
                let fault = try #require(error as? ImageFault)
                if case .unavailable = fault { Issue.record("\(fault): \(bytes)") }
                #expect(left.isEmpty)
            }
        }
    }
}
