package import SystemPackage

/// Makes pictures that are safe to show out of pictures as people send them.
///
/// Each is decoded and encoded anew by libvips' command-line tools, in processes that can reach neither the network nor any file but the
/// picture, within limits of memory, time and size. At most as many run at once as the limits say; the others wait their turn.
package struct ImageProcessor: Sendable {
    private let limits: ImageLimits

    package init(limits: ImageLimits = ImageLimits()) {
        self.limits = limits
    }

    /// Throws `unavailable` if the tools or the walls around them are missing on this machine, for start-up and diagnosis.
    package func check() async throws(ImageFault) {
        throw .unavailable("not built yet")
    }

    /// Checks a JPEG, PNG or WebP file as it came and makes the pictures of it, in a folder of the caller's that is there and empty.
    ///
    /// The pictures are upright, in sRGB and carry nothing but pixels; nothing else is left in the folder, and nothing at all on a fault.
    package func process(_ file: FilePath, into folder: FilePath) async throws(ImageFault) -> ProcessedImage {
        throw .unavailable("not built yet")
    }

    /// Makes the pictures of a full picture anew with regions of it made unrecognisable: nothing of their pixels can be had back.
    /// At least one region is needed; what lies outside the picture does not count.
    package func redact(_ file: FilePath, _ regions: [PictureRegion], into folder: FilePath) async throws(ImageFault) -> ProcessedImage {
        throw .unavailable("not built yet")
    }
}
