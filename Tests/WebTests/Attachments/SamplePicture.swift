import Foundation
import Testing

/// Files to send.
enum SamplePicture {
    /// 64 by 48 pixels lying on their side, with a camera's notes: 21.0285° N 105.8542° E, and the name of its owner.
    static func jpeg() throws -> [UInt8] {
        Array(try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters)))
    }

    /// What stands in its notes, and must stand nowhere else.
    static let notes = ["Canary", "Exif", "GPS"]

    /// The smallest PDF that readers open.
    static let pdf = Array(
        """
        %PDF-1.4
        1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 3 3]>>endobj
        xref
        0 4
        0000000000 65535 f\u{20}
        0000000009 00000 n\u{20}
        0000000052 00000 n\u{20}
        0000000101 00000 n\u{20}
        trailer<</Size 4/Root 1 0 R>>
        startxref
        160
        %%EOF

        """.utf8
    )

    private static let text = """
        /9j/4QFsRXhpZgAASUkqAAgAAAAJAA8BAgAHAAAAegAAABIBAwABAAAABgAAABoBBQABAAAAggAAABsBBQABAAAAigAAACgBAwABAAAAAgAAAD
        sBAgASAAAAkgAAABMCAwABAAAAAQAAAGmHBAABAAAApAAAACWIBAABAAAA8gAAAAAAAABDYW5hcnkAADhjAADoAwAAOGMAAOgDAABOZ3V5ZW4g
        VmFuIENhbmFyeQAGAACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAQAAAAAOgBAABAAAAMA
        AAAAAAAAAFAAAAAQAEAAAAAgMAAAEAAgACAAAATgAAAAIABQADAAAANAEAAAMAAgACAAAARQAAAAQABQADAAAATAEAAAAAAAAVAAAAAQAAAAEA
        AAABAAAA1QAAAAUAAABpAAAAAQAAADMAAAABAAAAegEAABkAAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+Mz
        ZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P
        T09PT09PT09PT0//wAARCAAwAEADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAA
        F9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlq
        c3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8
        QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMz
        UvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpa
        anqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD06iiigAooooAKKbJJHEoaV1RS
        wUFjgZJAA+pJAHuadQAUUUUAFFFFABRRRQAUUUUAFFNjkjlUtE6uoYqSpyMgkEfUEEH3FOoAKKKKACiiigAooooAKKKKAP/Z
        """
}
