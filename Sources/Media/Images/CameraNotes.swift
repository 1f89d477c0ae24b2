/// What a camera noted in a picture, as far as somebody may want it. Read from EXIF, whose every number may be a lie.
struct CameraNotes: Hashable {
    /// From 1, upright, to 8.
    var orientation = 1
    var coordinates: PictureCoordinates?
    var takenAt: String?

    init() {}

    /// Reads a TIFF block. What cannot be read is left out.
    init(exif block: ArraySlice<UInt8>) {
        guard let directories = TIFFDirectories(block), let main = directories.first else { return }
        if let value = main.number(0x0112), (1...8).contains(value) { orientation = value }
        takenAt = main.number(0x8769).flatMap(directories.directory)?.text(0x9003).flatMap(Self.timestamp)
        coordinates = main.number(0x8825).flatMap(directories.directory).flatMap(Self.place)
    }

    /// A TIFF block that says how the picture is to be turned and nothing else.
    static func block(orientation: Int) -> [UInt8] {
        let header: [UInt8] = [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0]
        let entry: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(clamping: orientation), 0, 0, 0]
        return header + [1, 0] + entry + [0, 0, 0, 0]
    }

    private static func place(_ directory: TIFFDirectory) -> PictureCoordinates? {
        guard let latitude = angle(directory, 1, "N", "S"), let longitude = angle(directory, 3, "E", "W"),
            abs(latitude) <= 90, abs(longitude) <= 180, latitude != 0 || longitude != 0
        else { return nil }
        return PictureCoordinates(latitude: latitude, longitude: longitude)
    }

    /// Degrees, minutes and seconds behind the letter of a side.
    private static func angle(_ directory: TIFFDirectory, _ tag: Int, _ positive: String, _ negative: String) -> Double? {
        guard let side = directory.text(tag), side == positive || side == negative, let parts = directory.rationals(tag + 1),
            parts.count == 3
        else { return nil }
        let value = parts[0] + parts[1] / 60 + parts[2] / 3_600
        return side == positive ? value : -value
    }

    /// `2026:11:25 08:30:00` as `2026-11-25T08:30:00`.
    private static func timestamp(_ text: String) -> String? {
        let shape = Array("0000:00:00 00:00:00".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count == shape.count, text.first != "0",
            zip(bytes, shape).allSatisfy({ byte, want in want == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == want })
        else { return nil }
        let parts = text.split { $0 == ":" || $0 == " " }.compactMap { Int($0) }
        guard parts.count == 6, (1...12).contains(parts[1]), (1...31).contains(parts[2]), parts[3] < 24, parts[4] < 60, parts[5] < 60
        else { return nil }
        return text.prefix(10).replacing(":", with: "-") + "T" + text.suffix(8)
    }
}
