/// What a camera noted in a picture, as far as somebody may want it. Read from EXIF, whose every number may be a lie.
struct CameraNotes: Hashable {
    /// From 1, upright, to 8.
    var orientation = 1
    var coordinates: PictureCoordinates?

    init() {}

    /// Reads a TIFF block. What cannot be read is left out.
    init(exif block: ArraySlice<UInt8>) {
        guard let directories = TIFFDirectories(block), let main = directories.first else { return }
        if let value = main.number(0x0112), (1...8).contains(value) { orientation = value }
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
}
