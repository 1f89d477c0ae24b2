/// A part of a picture in its pixels, from the upper left corner.
package struct PictureRectangle: Hashable, Sendable {
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

    /// What is wrong with rectangles of a picture of this size; `pointer` is where their list stands.
    package static func refusals(_ regions: [PictureRectangle], width: Int, height: Int, at pointer: String) -> [FieldError] {
        if regions.isEmpty { return [FieldError(pointer, .required)] }
        return regions.enumerated().flatMap { number, region in
            region.refusals(width: width, height: height, at: "\(pointer)/\(number)")
        }
    }

    private func refusals(width: Int, height: Int, at pointer: String) -> [FieldError] {
        let sides = [("x", x, self.width, width), ("y", y, self.height, height)]
        return sides.flatMap { name, start, length, all -> [FieldError] in
            guard (0..<all).contains(start) else { return [FieldError("\(pointer)/\(name)", .outOfRange)] }
            let side = name == "x" ? "width" : "height"
            return (1...all - start).contains(length) ? [] : [FieldError("\(pointer)/\(side)", .outOfRange)]
        }
    }
}
