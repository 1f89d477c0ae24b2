/// What a file is by its first bytes. What it calls itself, by name or header, says nothing.
package enum MediaType: String, Hashable, Sendable, CaseIterable {
    case jpeg = "image/jpeg"
    case png = "image/png"
    case webp = "image/webp"
    case pdf = "application/pdf"
    /// Known in order to be refused by name.
    case gif = "image/gif"
    case heic = "image/heic"
    case video = "video/*"

    /// How many first bytes tell what a file is.
    package static let sniffedBytes = 16

    /// nil for what is none of them.
    package static func sniff(_ first: some Collection<UInt8>) -> MediaType? {
        nil
    }
}
