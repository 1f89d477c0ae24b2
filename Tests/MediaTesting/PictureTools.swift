internal import Glibc
internal import Subprocess
package import SystemPackage

/// The tools by which tests make pictures and look at them, outside of any room.
package struct PictureTools: Sendable {
    /// A tool that did not do what a test wanted.
    package struct Failure: Error {
        package let command: String
        package let complaint: String
    }

    private let folder: TemporaryFolder

    package init(_ folder: TemporaryFolder) {
        self.folder = folder
    }

    /// Runs a tool in the folder and returns what it prints.
    @discardableResult
    package func run(_ tool: String, _ arguments: String...) async throws -> String {
        try await run(tool, arguments)
    }

    @discardableResult
    package func run(_ tool: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name(tool),
            arguments: Arguments(arguments),
            workingDirectory: folder.path,
            output: .string(limit: 1_000_000),
            error: .string(limit: 1_000_000)
        )
        guard result.terminationStatus.isSuccess else {
            throw Failure(command: "\(tool) \(arguments)", complaint: result.standardError)
        }
        return result.standardOutput
    }

    /// A picture in which every corner has another colour, in the format that its name ends with.
    package func makePicture(_ name: String, _ width: Int, _ height: Int) async throws {
        _ = try folder.write(Self.pixels(width, height), "pixels.ppm")
        try await run("vips", "copy", "pixels.ppm", name)
    }

    /// Red grows to the right, green downwards, and blue comes and goes. As netpbm's "portable pixmap" of 8 bits.
    private static func pixels(_ width: Int, _ height: Int) -> [UInt8] {
        let wave = (0..<256).map { UInt8(127.5 + 127.5 * sin(2 * Double.pi * Double($0) / 256)) }
        var bytes = Array("P6 \(width) \(height) 255\n".utf8)
        bytes.reserveCapacity(bytes.count + 3 * width * height)
        for row in 0..<height {
            let (green, phase) = (UInt8(255 * row / max(1, height - 1)), 1_280 * row / height)
            for column in 0..<width {
                bytes.append(UInt8(255 * column / max(1, width - 1)))
                bytes.append(green)
                bytes.append(wave[(768 * column / width + phase) % 256])
            }
        }
        return bytes
    }

    /// By how much two pictures differ, from 0 to 255; they are of one size.
    package func difference(_ first: String, _ second: String) async throws -> Double {
        try await run("vips", "subtract", first, second, "difference.v")
        try await run("vips", "abs", "difference.v", "absolute.v")
        return try await number("avg", "absolute.v")
    }

    /// What an operation of libvips says of a picture.
    package func number(_ operation: String, _ name: String) async throws -> Double {
        let text = try await run("vips", operation, name)
        guard let number = Double(text.filter { !$0.isWhitespace }) else { throw Failure(command: operation, complaint: text) }
        return number
    }

    /// What exiftool finds in a file besides its pixels and how they are coded.
    package func metadata(_ file: FilePath) async throws -> [String] {
        let lines = try await run("exiftool", "-s", "-G1", "-a", "-u", file.string).split(separator: "\n").map(String.init)
        let coding = ["ExifTool", "System", "File", "Composite"].map { "[\($0)]" }
        let header = [
            "ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "WebP_Flags", "VP8Version",
            "HorizontalScale", "VerticalScale", "AlphaIsUsed", "AlphaPreprocessing", "AlphaFiltering", "AlphaCompression", "ImageSize",
        ]
        return lines.filter { line in
            let isHeader = ["[PNG]", "[RIFF]"].contains { line.hasPrefix($0) } && header.contains { line.contains(" \($0) ") }
            return !isHeader && !coding.contains { line.hasPrefix($0) } || line.contains("Comment")
        }
    }
}
