internal import Crypto
internal import SystemPackage

/// The folder in which the pictures of one file are made.
struct Workbench {
    private let folder: FilePath
    private let room: VipsRoom
    private let files: FileThreads

    init(_ folder: FilePath, _ room: VipsRoom, _ files: FileThreads) {
        self.folder = folder
        self.room = room
        self.files = files
    }

    /// Longer than any side: nothing is made smaller.
    private static let whole = 30_000

    func pictures(of picture: PictureFile) async throws(ImageFault) -> ProcessedImage {
        let source = "source" + picture.type.ending
        return try await tidily([source: picture.bytes], picture) { () async throws(ImageFault) in
            let conversion = picture.needsConversion ? ["--export-profile", "srgb"] : []
            try await thumbnail(source, picture.type.fullName, Self.whole, conversion)
        }
    }

    func pictures(of picture: PictureFile, without mask: RegionMask) async throws(ImageFault) -> ProcessedImage {
        let source = "source" + picture.type.ending
        let inputs = [source: picture.bytes, "mask.png": mask.bytes, "ink.png": RegionMask.ink]
        return try await tidily(inputs, picture) { () async throws(ImageFault) in
            try await room.run(["ifthenelse", "mask.png", "ink.png", source, picture.type.fullName + picture.type.coding], in: folder)
        }
    }

    /// Puts the inputs into the folder and makes the full picture of them, and the smaller ones of that. The inputs go, and on a fault
    /// everything.
    private func tidily(
        _ inputs: [String: [UInt8]],
        _ picture: PictureFile,
        _ full: () async throws(ImageFault) -> Void
    ) async throws(ImageFault) -> ProcessedImage {
        do throws(ImageFault) {
            try await write(inputs)
            try await full()
            let result = try await results(of: picture)
            try await remove(Array(inputs.keys))
            return result
        } catch {
            let all = Array(inputs.keys) + [MediaType.jpeg, .png, .webp].flatMap { [$0.fullName, $0.largeName, $0.smallName] }
            // What has gone wrong is told, not that something is left.
            try? await remove(all)
            throw error
        }
    }

    private func results(of picture: PictureFile) async throws(ImageFault) -> ProcessedImage {
        let full = try await look(picture.type.fullName, picture.type)
        let small = picture.type.small
        let large = try await smaller(full, small.largeName, small, 1_280)
        return ProcessedImage(
            full: full,
            large: large,
            small: try await smaller(large, small.smallName, small, 320),
            coordinates: picture.notes.coordinates,
            takenAt: picture.notes.takenAt
        )
    }

    /// A picture that is small enough is its own thumbnail.
    private func smaller(_ picture: Picture, _ name: String, _ type: MediaType, _ side: Int) async throws(ImageFault) -> Picture {
        guard max(picture.width, picture.height) > side, let source = picture.file.lastComponent?.string else { return picture }
        try await thumbnail(source, name, side)
        return try await look(name, type)
    }

    /// Upright, in sRGB, and no longer on a side than this.
    private func thumbnail(_ source: String, _ name: String, _ side: Int, _ options: [String] = []) async throws(ImageFault) {
        let type = [MediaType.png, .webp].first { name.hasSuffix($0.ending) } ?? .jpeg
        try await room.run(
            ["thumbnail", source, name + type.coding, "\(side)", "--size", "down", "--fail-on", "error"] + options,
            in: folder
        )
    }

    /// Reads what has been made, and holds it to having nothing but pixels.
    private func look(_ name: String, _ type: MediaType) async throws(ImageFault) -> Picture {
        let file = folder.appending(name)
        return try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                return try Self.picture(file, type)
            } catch {
                throw ImageFault(error)
            }
        }
    }

    private static func picture(_ file: FilePath, _ type: MediaType) throws(Errno) -> Picture {
        var contents = try file.contents(most: .max) ?? []
        guard let picture = try? PictureFile(contents), picture.type == type, picture.notes == CameraNotes(), !picture.needsConversion
        else {
            throw .badMessage
        }
        if type != .jpeg {
            // Whatever it strips, libvips 8.14 leaves WebP an EXIF block of its own and PNG a resolution.
            contents = picture.bytes
            try file.removeFile()
            try file.write(contents)
        }
        return Picture(
            file: file,
            name: ObjectName(SHA256.hash(data: contents)),
            contentType: type.rawValue,
            bytes: contents.count,
            width: picture.width,
            height: picture.height
        )
    }

    private func write(_ inputs: [String: [UInt8]]) async throws(ImageFault) {
        let folder = folder
        try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                for (name, bytes) in inputs { try folder.appending(name).write(bytes) }
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

    /// How it is written. Screenshots stay PNG, as they are: JPEG and WebP blur their letters. WebP's effort of 2 takes half the time of
    /// the usual 4 for 3 % more bytes.
    fileprivate var coding: String {
        switch self {
        case .png: "[strip]"
        case .webp: "[Q=82,effort=2,strip]"
        default: "[Q=85,strip]"
        }
    }
}
