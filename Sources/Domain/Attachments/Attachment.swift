package import FoundationEssentials

/// A picture or document of a report, as somebody may see it.
package struct Attachment: Hashable, Sendable {
    /// Raw values are stored.
    package enum Kind: String, Hashable, Sendable {
        case picture
        /// Of staff alone: downloaded, never shown.
        case document
    }

    /// What it is part of. Raw values are stored and served.
    package enum Use: String, Hashable, Sendable, CaseIterable {
        /// What was reported.
        case report
        /// What its reporter has sent later.
        case message
        /// What a desk has done.
        case action
    }

    /// Who sees what a link leads to. Raw values are part of links' signatures.
    package enum Viewer: String, Hashable, Sendable, CaseIterable {
        /// Whoever filed the report: their own pictures as they are, a desk's without what was redacted.
        case reporter
        /// The desk: all as it is.
        case staff
    }

    /// Raw values are stored and sent.
    package enum Size: String, Hashable, Sendable, CaseIterable {
        case full
        /// At most 1280 pixels a side.
        case large = "1280"
        /// At most 320 pixels a side.
        case small = "320"

        /// Those of a picture that are smaller than it.
        package static let thumbnails: [Size] = [.small, .large]
    }

    package let id: UUID
    package let kind: Kind
    /// Of the file itself, not a thumbnail; as the next three.
    package let contentType: String
    package let bytes: Int
    /// nil for a document.
    package let width: Int?
    package let height: Int?
    /// Changes with the picture that is shown.
    package let tag: String
    package let use: Use
    /// The entry of the history it stands beside; nil for what was reported.
    package let seq: Int?
    /// Whether the public is shown, or would be shown, less than the original.
    package let isRedacted: Bool
    /// What the public is not shown of it; empty where that is not told.
    package let regions: [PictureRectangle]

    package init(
        id: UUID,
        kind: Kind,
        contentType: String,
        bytes: Int,
        width: Int?,
        height: Int?,
        tag: String,
        use: Use,
        seq: Int?,
        isRedacted: Bool,
        regions: [PictureRectangle]
    ) {
        self.id = id
        self.kind = kind
        self.contentType = contentType
        self.bytes = bytes
        self.width = width
        self.height = height
        self.tag = tag
        self.use = use
        self.seq = seq
        self.isRedacted = isRedacted
        self.regions = regions
    }

    /// The digits of a file's digest that tell it from others: by chance two have the same once in 2⁶⁴.
    package static func tag(ofObject name: String) -> String { String(name.prefix(16)) }
}
