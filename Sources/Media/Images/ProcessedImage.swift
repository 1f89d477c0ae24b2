package import SystemPackage

/// The pictures made of a file: the full one, and two that are smaller, never larger than the full one.
package struct ProcessedImage: Hashable, Sendable {
    package let full: Picture
    /// At most 1280 pixels a side.
    package let large: Picture
    /// At most 320 pixels a side.
    package let small: Picture
    /// Where it was taken, as its camera noted. It is in none of the pictures.
    package let coordinates: PictureCoordinates?
}

/// One picture in a file of its own.
package struct Picture: Hashable, Sendable {
    package let file: FilePath
    /// The name of its bytes.
    package let name: ObjectName
    /// `image/jpeg`, `image/png` or `image/webp`.
    package let contentType: String
    package let bytes: Int
    package let width: Int
    package let height: Int
}

/// A place in degrees, WGS 84.
package struct PictureCoordinates: Hashable, Sendable {
    package let latitude: Double
    package let longitude: Double
}

/// A rectangle of a picture in its pixels, from the upper left corner.
package struct PictureRegion: Hashable, Sendable {
    package let x: Int
    package let y: Int
    package let width: Int
    package let height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}
