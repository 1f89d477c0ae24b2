/// Why a file is not taken: a closed list that clients may rely on.
package enum UploadRefusal: String, Error, Hashable, Sendable, CaseIterable {
    // What it is
    case unknownType = "unknown_type"
    case video
    case gif
    case heic
    /// A PDF, of somebody who may send none.
    case document

    // How large
    case tooLarge = "file_too_large"

    // How it is
    /// Above 40 megapixels or 30,000 a side.
    case tooManyPixels = "too_many_pixels"
    case damaged
    case animated
    /// It takes more work than a file may.
    case tooHeavy = "too_heavy"
    /// A document that does something.
    case activeDocument = "active_document"
    case encryptedDocument = "encrypted_document"
}
