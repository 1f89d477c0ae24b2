/// Limits of what may be sent beside words.
package enum AttachmentLimits {
    /// A report or message, and an act of a desk.
    package static let perEntry = 5
    /// Of a file as it comes.
    package static let bytes = 10 * 1024 * 1024
    /// Of a file as it is stored: pictures may grow when they are made anew.
    package static let storedBytes = 16 * 1024 * 1024
    /// Until it is gone if nothing was filed with it.
    package static let unclaimedHours = 24
    /// For which a link to what is not public opens it.
    package static let linkSeconds: Int64 = 300
    /// Rectangles of one picture.
    package static let regions = 50
}
