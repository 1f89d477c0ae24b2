package import SystemPackage

/// Looks whether a PDF may be handed on as a download: its structure alone, nothing is rendered.
///
/// Every name in the file counts, wherever it stands and however it is written, and in packed streams of objects too. A document is rather
/// refused for a word in its text than let through.
package struct DocumentCheck: Sendable {
    private let mostBytes: Int
    private let files = FileThreads(2)

    /// What runs, starts, sends or plays, and what holds other files.
    private static let active: Set<String> = [
        "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData", "Movie", "Sound",
        "Rendition", "GoToE", "3D", "RichMediaExecute", "SetOCGState", "Collection",
    ]
    /// Of all packed objects of a file together: some thousand pages' worth.
    private static let mostUnpackedBytes = 32 * 1024 * 1024

    package init(mostBytes: Int = 10 * 1024 * 1024) {
        self.mostBytes = mostBytes
    }

    /// Throws unless the file is a whole PDF with nothing in it that runs, hides or is locked.
    package func check(_ file: FilePath) async throws(DocumentFault) {
        let most = mostBytes
        try await files.run { () throws(DocumentFault) in
            let contents: [UInt8]?
            do throws(Errno) {
                contents = try file.contents(most: most)
            } catch {
                throw .unavailable("\(error)")
            }
            guard let contents else { throw .tooManyBytes(most: most) }
            try Self.check(contents)
        }
    }

    private static func check(_ file: [UInt8]) throws(DocumentFault) {
        let type = MediaType.sniff(file)
        guard type == .pdf else { throw .unsupported(type) }
        guard PDFText(file[...].prefix(8)).hasVersion, PDFText(file[...].suffix(1_024)).contains("%%EOF"),
            PDFText(file[...].suffix(2_048)).contains("startxref")
        else { throw .damaged }
        try judge(PDFText(file[...]).names())
        var unpacked = 0
        for stream in try PDFText(file[...]).objectStreams() {
            guard let stream, let objects = Inflate.bytes(of: stream, most: mostUnpackedBytes - unpacked) else { throw .damaged }
            unpacked += objects.count
            try judge(PDFText(objects[...]).names())
        }
    }

    private static func judge(_ names: Set<String>) throws(DocumentFault) {
        if names.contains("Encrypt") { throw .encrypted }
        guard names.isDisjoint(with: active) else { throw .active }
    }
}
