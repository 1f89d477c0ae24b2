/// A file for the attachments' storage.
package struct StoredFile: Hashable, Sendable {
    /// The SHA-256 of its bytes, in 64 lower-case hex digits.
    package let object: String
    package let bytes: Int
    package let contentType: String

    package init(object: String, bytes: Int, contentType: String) {
        self.object = object
        self.bytes = bytes
        self.contentType = contentType
    }
}

/// A file of an attachment, to be sent to somebody.
package struct ServedFile: Hashable, Sendable {
    package let kind: Attachment.Kind
    package let file: StoredFile

    package init(kind: Attachment.Kind, file: StoredFile) {
        self.kind = kind
        self.file = file
    }
}
