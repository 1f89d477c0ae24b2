internal import Crypto
internal import SystemPackage

/// The folder in which the pictures of one file are made.
struct Workbench {
    private let folder: FilePath
    private let room: VipsRoom
    private let files: FileThreads
    private let end: ContinuousClock.Instant

    /// All that is done there is done by its end.
    init(_ folder: FilePath, _ room: VipsRoom, _ files: FileThreads, until end: ContinuousClock.Instant) {
        self.folder = folder
        self.room = room
        self.files = files
        self.end = end
    }

    /// Longer than any side: nothing is made smaller.
    private static let whole = 30_000
    /// What WebP can have.
    private static let longestOfWebP = 16_383

    func pictures(of picture: PictureFile) async throws(ImageFault) -> ProcessedImage {
        let source = "source" + picture.type.ending
        return try await tidily([source: picture.pieces], picture) { type throws(ImageFault) in
            let conversion = picture.needsConversion ? ["--export-profile", "srgb"] : []
            try await thumbnail(source, type.fullName, type, Self.whole, conversion)
        }
    }

    func pictures(of picture: PictureFile, without mask: RegionMask) async throws(ImageFault) -> ProcessedImage {
        let source = "source" + picture.type.ending
        let inputs = [source: picture.pieces, "mask.png": [mask.bytes[...]], "ink.png": [RegionMask.ink[...]]]
        return try await tidily(inputs, picture) { type throws(ImageFault) in
            try await make(type.fullName, ["ifthenelse", "mask.png", "ink.png", source, type.output])
        }
    }

    /// Puts the inputs into the folder and makes the full picture of them, and the smaller ones of that. The inputs go, and on a fault
    /// everything.
    private func tidily(
        _ inputs: [String: [ArraySlice<UInt8>]],
        _ picture: PictureFile,
        _ full: (MediaType) async throws(ImageFault) -> Void
    ) async throws(ImageFault) -> ProcessedImage {
        do throws(ImageFault) {
            try await write(inputs)
            let type = try await compactly(picture, full)
            let result = try await results(of: picture, type)
            try await remove(Array(inputs.keys))
            return result
        } catch {
            let all = Array(inputs.keys) + [MediaType.jpeg, .png, .webp].flatMap { [$0.fullName, $0.largeName, $0.smallName] }
            // What has gone wrong is told, not that something is left.
            try? await remove(all)
            throw error
        }
    }

    /// A picture stays what it was, unless it grows too long for that: photos in PNG become WebP.
    private func compactly(
        _ picture: PictureFile,
        _ full: (MediaType) async throws(ImageFault) -> Void
    ) async throws(ImageFault) -> MediaType {
        do throws(ImageFault) {
            try await full(picture.type)
            return picture.type
        } catch {
            guard error == .outgrown, picture.type != .webp, max(picture.width, picture.height) <= Self.longestOfWebP else { throw error }
            try await remove([picture.type.fullName])
            try await full(.webp)
            return .webp
        }
    }

    private func results(of picture: PictureFile, _ type: MediaType) async throws(ImageFault) -> ProcessedImage {
        let full = try await look(type.fullName, type)
        let large = try await smaller(full, type.small.largeName, type.small, 1_280)
        return ProcessedImage(
            full: full,
            large: large,
            small: try await smaller(large, type.small.smallName, type.small, 320),
            coordinates: picture.notes.coordinates
        )
    }

    /// A picture that is small enough is its own thumbnail.
    private func smaller(_ picture: Picture, _ name: String, _ type: MediaType, _ side: Int) async throws(ImageFault) -> Picture {
        guard max(picture.width, picture.height) > side, let source = picture.file.lastComponent?.string else { return picture }
        try await thumbnail(source, name, type, side)
        return try await look(name, type)
    }

    /// Upright, in sRGB, and no longer on a side than this.
    private func thumbnail(
        _ source: String,
        _ name: String,
        _ type: MediaType,
        _ side: Int,
        _ options: [String] = []
    ) async throws(ImageFault) {
        try await make(name, ["thumbnail", source, type.output, "\(side)", "--size", "down", "--fail-on", "error"] + options)
    }

    private func make(_ name: String, _ command: [String]) async throws(ImageFault) {
        try await room.run(command, in: folder, into: folder.appending(name), until: end)
    }

    /// Reads what has been made, and holds it to having nothing but pixels.
    private func look(_ name: String, _ type: MediaType) async throws(ImageFault) -> Picture {
        let (file, most) = (folder.appending(name), room.limits.madeBytes)
        return try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                return try Self.picture(file, type, most)
            } catch {
                throw ImageFault(error)
            }
        }
    }

    private static func picture(_ file: FilePath, _ type: MediaType, _ most: Int) throws(Errno) -> Picture {
        guard let contents = try file.contents(most: most), let picture = try? PictureFile(contents), picture.type == type,
            picture.notes == CameraNotes(), !picture.needsConversion
        else { throw .badMessage }
        // Whatever it strips, libvips 8.14 leaves WebP an EXIF block of its own and PNG a resolution.
        let pieces = type == .jpeg ? [contents[...]] : picture.pieces
        if type != .jpeg {
            try file.removeFile()
            try file.write(pieces)
        }
        var hash = SHA256()
        for piece in pieces { hash.update(data: piece) }
        return Picture(
            file: file,
            name: ObjectName(hash.finalize()),
            contentType: type.rawValue,
            bytes: pieces.reduce(0) { $0 + $1.count },
            width: picture.width,
            height: picture.height
        )
    }

    private func write(_ inputs: [String: [ArraySlice<UInt8>]]) async throws(ImageFault) {
        let folder = folder
        try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                for (name, pieces) in inputs { try folder.appending(name).write(pieces) }
            } catch {
                throw ImageFault(error)
            }
        }
    }

    private func remove(_ names: [String]) async throws(ImageFault) {
        let folder = folder
        try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                for name in names { try folder.appending(name).removeFile() }
            } catch {
                throw ImageFault(error)
            }
        }
    }
}

extension MediaType {
    /// What the smaller pictures of such a one are. PNG of a photo would be large for nothing.
    fileprivate var small: MediaType { self == .png ? .webp : self }

    fileprivate var ending: String { "." + rawValue.drop { $0 != "/" }.dropFirst() }
    fileprivate var fullName: String { "full" + ending }
    fileprivate var largeName: String { "large" + ending }
    fileprivate var smallName: String { "small" + ending }

    /// How libvips is told to write it to its output. Screenshots stay PNG, as they are: JPEG and WebP blur their letters. WebP's effort of 2
    /// takes half the time of the usual 4 for 3 % more bytes.
    fileprivate var output: String {
        switch self {
        case .png: ".png[strip]"
        case .webp: ".webp[Q=82,effort=2,strip]"
        default: ".jpeg[Q=85,strip]"
        }
    }
}
