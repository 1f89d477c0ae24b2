internal import Foundation
package import SystemPackage

/// Makes pictures that are safe to show out of pictures as people send them.
///
/// Each is taken apart and put together from what its pixels need, and that is decoded and encoded anew by libvips' command-line tools, in
/// processes that can reach neither the network nor any file but the picture, within limits of memory, time and size. At most as many are
/// worked on at once as the limits say; the others wait their turn.
///
/// The full picture keeps every pixel: to make it smaller costs more than the pixels do, 200 ms of a processor for 2,560 of 4,032
/// instead of 107 ms, and evidence lives by its details.
package struct ImageProcessor: Sendable {
    private let limits: ImageLimits
    private let room: VipsRoom
    private let turns: Turns
    private let files: FileThreads

    package init(limits: ImageLimits = ImageLimits()) {
        self.limits = limits
        turns = Turns(limits.concurrency, waiting: limits.waiting, for: limits.patience)
        files = FileThreads(limits.concurrency)
        room = VipsRoom(limits: limits, files: files)
    }

    /// Throws `unavailable` if the tools or the walls around them are missing on this machine, for start-up and diagnosis.
    package func check() async throws(ImageFault) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "phananh-\(UUID().uuidString.lowercased())")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        } catch {
            throw .unavailable("no folder can be made in \(FileManager.default.temporaryDirectory.path)")
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = FilePath(folder.path).appending("version")
        try await room.run(["--version"], in: FilePath(folder.path), into: output, until: .now + limits.time)
        let text = try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                return String(decoding: try output.bytes(in: 0..<64), as: UTF8.self)
            } catch {
                throw ImageFault(error)
            }
        }
        // vips-8.14.1
        let version = text.drop { $0 != "-" }.dropFirst()
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        guard let major = numbers.first, let minor = numbers.dropFirst().first, (major, minor) >= (8, 13) else {
            throw .unavailable("libvips is older than 8.13, which cannot leave out loaders")
        }
    }

    /// For the next second pictures leave a processor to others, where there are two. To be called whenever something comes that must not wait.
    package func giveWay() {
        turns.giveWay(for: .seconds(1))
    }

    /// Checks a JPEG, PNG or WebP file as it came and makes the pictures of it, in a folder of the caller's that is there and empty.
    ///
    /// The pictures are upright, in sRGB and carry nothing but pixels; nothing else is left in the folder, and nothing at all on a fault.
    package func process(_ file: FilePath, into folder: FilePath) async throws(ImageFault) -> ProcessedImage {
        try await look(file)
        return try await turns.take { () async throws(ImageFault) in
            let end = ContinuousClock.now + limits.time
            let picture = try await read(file, most: limits.bytes)
            return try await Workbench(folder, room, files, until: end).pictures(of: picture)
        }
    }

    /// Makes the pictures of a full picture that was made here anew, with regions of it blacked out: nothing of their pixels can be had back.
    ///
    /// Throws `noRegion` if none lies in the picture. The regions grow to whole blocks of 16 pixels.
    package func redact(_ file: FilePath, _ regions: [PictureRegion], into folder: FilePath) async throws(ImageFault) -> ProcessedImage {
        try await turns.take { () async throws(ImageFault) in
            let end = ContinuousClock.now + limits.time
            let picture = try await read(file, most: limits.madeBytes)
            guard picture.notes.orientation == 1, !picture.needsConversion else { throw .damaged }
            let (width, height) = (picture.width, picture.height)
            let mask = await files.run { () throws(Never) in RegionMask(regions, width: width, height: height) }
            guard let mask else { throw .noRegion }
            return try await Workbench(folder, room, files, until: end).pictures(of: picture, without: mask)
        }
    }

    /// Refuses what is no picture before it waits for its turn.
    private func look(_ file: FilePath) async throws(ImageFault) {
        let first = try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                return try file.bytes(in: 0..<MediaType.sniffedBytes)
            } catch {
                throw ImageFault(error)
            }
        }
        let type = MediaType.sniff(first)
        guard type == .jpeg || type == .png || type == .webp else { throw .unsupported(type) }
    }

    private func read(_ file: FilePath, most: Int) async throws(ImageFault) -> PictureFile {
        let limits = limits
        return try await files.run { () throws(ImageFault) in
            let contents: [UInt8]?
            do throws(Errno) {
                contents = try file.contents(most: most)
            } catch {
                throw ImageFault(error)
            }
            guard let contents else { throw .tooManyBytes(most: most) }
            let picture = try PictureFile(contents)
            guard picture.width <= limits.side, picture.height <= limits.side, picture.width * picture.height <= limits.pixels else {
                throw .tooManyPixels(width: picture.width, height: picture.height)
            }
            return picture
        }
    }
}

extension ImageFault {
    /// `badMessage` stands for a picture that is none.
    init(_ error: Errno) {
        switch error {
        case .noSpace, .diskQuotaExceeded: self = .full
        case .badMessage: self = .damaged
        default: self = .unavailable("\(error)")
        }
    }
}
