import Foundation
import Media
import MediaTesting
import SystemPackage
import Testing

@Suite struct RedactionTests {
    private let folder: TemporaryFolder
    private let tools: PictureTools
    private let first: FilePath
    private let second: FilePath

    init() throws {
        folder = try TemporaryFolder()
        tools = PictureTools(folder)
        first = folder.path.appending("first")
        second = folder.path.appending("second")
        for path in [first, second] { try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true) }
    }

    private func full(_ name: String) async throws -> Picture {
        try await tools.makePicture(name, 1_500, 1_000)
        return try await ImageProcessorTests.processor.process(folder.path.appending(name), into: first).full
    }

    /// The brightest pixel of a rectangle.
    private func brightest(_ picture: Picture, _ left: Int, _ top: Int, _ width: Int, _ height: Int) async throws -> Double {
        try await tools.run("vips", "extract_area", picture.file.string, "part.png", "\(left)", "\(top)", "\(width)", "\(height)")
        return try await tools.number("max", "part.png")
    }

    @Test(arguments: ["a.jpg", "a.png", "a.webp"]) func regionsAreBlackInEverySizeAndTheRestStays(_ name: String) async throws {
        let full = try await full(name)
        let regions = [PictureRegion(x: 700, y: 300, width: 200, height: 100), PictureRegion(x: -50, y: 900, width: 100, height: 500)]
        let image = try await ImageProcessorTests.processor.redact(full.file, regions, into: second)
        #expect(image.full.width == 1_500 && image.full.height == 1_000 && image.full.contentType == full.contentType)
        // At the edge some of the colour beside it is seen; to code it anew leaves it some steps from black.
        #expect(try await brightest(image.full, 704, 304, 192, 88) < 24)
        #expect(try await brightest(image.full, 0, 904, 50, 96) < 24)
        #expect(try await brightest(image.large, 606, 264, 150, 70) < 24)
        #expect(try await brightest(image.small, 156, 70, 28, 10) < 48)
        try await tools.run("vips", "extract_area", full.file.string, "before.png", "0", "0", "600", "800")
        try await tools.run("vips", "extract_area", image.full.file.string, "after.png", "0", "0", "600", "800")
        #expect(try await tools.difference("before.png", "after.png") < 2)
        #expect(folder.files.filter { $0.hasPrefix("second/") }.count == 3)
        for picture in [image.full, image.large, image.small] { #expect(try await tools.metadata(picture.file) == []) }
    }

    @Test func nothingOfThePixelsIsLeft() async throws {
        // Two pictures that differ in the region alone are one afterwards.
        try await tools.makePicture("a.png", 400, 300)
        try await tools.run("vips", "black", "patch.v", "64", "64", "--bands", "3")
        try await tools.run("vips", "invert", "patch.v", "white.v")
        try await tools.run("vips", "insert", "a.png", "white.v", "b.png", "160", "96")
        let region = [PictureRegion(x: 161, y: 97, width: 62, height: 62)]
        let one = try await ImageProcessorTests.processor.redact(folder.path.appending("a.png"), region, into: first)
        let other = try await ImageProcessorTests.processor.redact(folder.path.appending("b.png"), region, into: second)
        #expect(one.full.name == other.full.name && one.small.name == other.small.name)
    }

    @Test(arguments: [
        [], [PictureRegion(x: 1_500, y: 0, width: 10, height: 10)], [PictureRegion(x: 0, y: 0, width: 0, height: 10)],
        [PictureRegion(x: -10, y: -10, width: 10, height: 10)], [PictureRegion(x: 5, y: 5, width: -3, height: 4)],
        [PictureRegion(x: .min, y: .min, width: .max, height: .max)],
    ])
    func withoutARegionInThePictureNothingIsDone(_ regions: [PictureRegion]) async throws {
        let full = try await full("a.jpg")
        await #expect(throws: ImageFault.noRegion) {
            _ = try await ImageProcessorTests.processor.redact(full.file, regions, into: second)
        }
        #expect(!folder.files.contains { $0.hasPrefix("second/") })
    }

    @Test func whatWasMadeMayBeLongerThanWhatIsSent() async throws {
        var limits = ImageLimits().patient
        limits.bytes = 1_000
        let full = try await full("a.png")
        #expect(full.bytes > limits.bytes)
        let region = [PictureRegion(x: 0, y: 0, width: 50, height: 50)]
        #expect(try await ImageProcessor(limits: limits).redact(full.file, region, into: second).full.width == 1_500)
    }

    @Test func aRegionMayBeLargerThanThePicture() async throws {
        let full = try await full("a.jpg")
        let all = [PictureRegion(x: -1, y: -1, width: .max, height: .max)]
        let image = try await ImageProcessorTests.processor.redact(full.file, all, into: second)
        #expect(try await brightest(image.full, 0, 0, 1_500, 1_000) < 8)
    }
}
