import Media
import SystemPackage
import Testing

@Suite struct DocumentCheckTests {
    private static func document(_ content: String, version: String = "1.7", end: String = "startxref\n9\n%%EOF\n") -> [UInt8] {
        Array("%PDF-\(version)\n%\u{E2}\u{E3}\n1 0 obj\n\(content)\nendobj\n\(end)".utf8)
    }

    private func fault(_ bytes: [UInt8], most: Int = 1_000_000) async throws -> DocumentFault? {
        let folder = try TemporaryFolder()
        let file = try folder.write(bytes)
        do {
            try await DocumentCheck(mostBytes: most).check(file)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>", "<< /A << /S /URI /URI (https://hanoi.gov.vn) >> >>"])
    func aPlainDocumentIsTaken(_ content: String) async throws {
        #expect(try await fault(Self.document(content)) == nil)
        #expect(try await fault(Self.document(content, version: "2.0", end: "startxref\r\n9\r\n%%EOF")) == nil)
    }

    static let active = [
        "<< /S /JavaScript /JS (app.alert(1)) >>", "<< /S /Java#53cript >>", "<</S/J#53>>", "<< /S /Launch /F (cmd.exe) >>",
        "<</EmbeddedFiles 3 0 R>>",
        "<</Type/EmbeddedFile>>", "<< /Subtype /RichMedia >>", "<< /XFA [ (x) ] >>", "<< /S /SubmitForm >>", "<< /S /#4caunch >>",
        "<</S/GoToE>>",
    ]

    @Test(arguments: active) func whatRunsOrHidesIsRefused(_ content: String) async throws {
        #expect(try await fault(Self.document(content)) == .active)
    }

    @Test func whatIsLockedIsRefused() async throws {
        #expect(try await fault(Self.document("<< /Encrypt 5 0 R >>")) == .encrypted)
    }

    @Test(arguments: [
        document("", end: ""), document("", end: "%%EOF"), document("", version: "9.9"), Array("%PDF-1.7".utf8), Array("%PDF-1.7\n".utf8),
        document("<< >>") + [UInt8](repeating: 0x20, count: 3_000),
    ])
    func whatDoesNotBeginAndEndAsADocumentIsDamaged(_ bytes: [UInt8]) async throws {
        #expect(try await fault(bytes) == .damaged)
    }

    @Test func whatIsNoDocumentIsNamed() async throws {
        #expect(try await fault(Bytes.jpeg(9, 9)) == .unsupported(.jpeg))
        #expect(try await fault(Array("<html>".utf8)) == .unsupported(nil))
        #expect(try await fault([]) == .unsupported(nil))
        #expect(try await fault(Self.document("<< >>"), most: 10) == .tooManyBytes(most: 10))
    }

    /// zlib's own packing of `1 0 << /Type /Action /S /JavaScript /JS (app.alert(1)) >> `, and of a dozen pages.
    static let packedScript: [UInt8] = [
        120, 218, 51, 84, 48, 80, 176, 177, 81, 208, 15, 169, 44, 72, 85, 208, 119, 76, 46, 201, 204, 207, 83, 208, 15, 86, 208, 247,
        74, 44, 75, 12, 78, 46, 202, 44, 40, 1, 178, 131, 21, 52, 18, 11, 10, 244, 18, 115, 82, 139, 74, 52, 12, 53, 53, 21, 236, 236,
        20, 0, 233, 206, 16, 194,
    ]
    static let packedPlain: [UInt8] = [
        120, 218, 149, 210, 177, 10, 2, 49, 12, 6, 224, 87, 249, 223, 224, 154, 180, 77, 82, 56, 110, 112, 23, 68, 220, 196, 225, 192,
        67, 92, 84, 196, 65, 223, 222, 146, 187, 23, 200, 208, 14, 45, 31, 73, 126, 146, 144, 48, 142, 24, 78, 191, 215, 130, 225, 48,
        223, 252, 126, 47, 143, 15, 184, 127, 29, 49, 236, 151, 235, 125, 222, 61, 191, 56, 167, 254, 64, 89, 81, 141, 47, 152, 38, 80,
        208, 154, 40, 140, 201, 45, 7, 173, 26, 67, 138, 211, 28, 164, 44, 4, 226, 228, 182, 4, 109, 77, 10, 213, 230, 182, 6, 109,
        145, 126, 44, 187, 149, 160, 149, 30, 85, 54, 115, 171, 209, 152, 123, 207, 76, 107, 86, 22, 180, 77, 80, 218, 58, 110, 139,
        198, 220, 208, 182, 170, 148, 162, 45, 215, 138, 188, 213, 165, 232, 90, 149, 146, 33, 236, 43, 249, 7, 68, 128, 186, 92,
    ]

    private static func packed(_ stream: [UInt8], _ dictionary: String) -> [UInt8] {
        let head = Array("%PDF-1.7\n1 0 obj\n<< \(dictionary) /Length \(stream.count) >>\nstream\n".utf8)
        return head + stream + Array("\nendstream\nendobj\nstartxref\n9\n%%EOF\n".utf8)
    }

    @Test func packedObjectsAreLookedInto() async throws {
        let dictionary = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
        #expect(try await fault(Self.packed(Self.packedPlain, dictionary)) == nil)
        #expect(try await fault(Self.packed(Self.packedScript, dictionary)) == .active)
        #expect(try await fault(Self.packed(Self.packedScript, "/X (endstream) " + dictionary)) == .active)
        #expect(try await fault(Self.packed(Self.packedScript, dictionary + " /X (obj)")) == .active)
        #expect(try await fault(Self.packed(Self.packedScript, dictionary + " /X (stream)")) == .damaged)
        #expect(try await fault(Self.packed(Self.packedPlain, dictionary + " /DecodeParms << /Predictor 12 >>")) == .damaged)
        #expect(try await fault(Self.packed([1, 2, 3], dictionary)) == .damaged)
        // What holds no objects may be packed as it likes.
        #expect(try await fault(Self.packed([1, 2, 3], "/Filter /DCTDecode")) == nil)
    }

    /// Readers ask for the two numbers alone.
    @Test func packedObjectsNeedNotCallThemselvesSo() async throws {
        let dictionary = "/N 1 /First 4 /Filter /FlateDecode"
        #expect(try await fault(Self.packed(Self.packedPlain, dictionary)) == nil)
        let disguises = [
            "", "/X (stream)", "/X (stream\n)", "/X (1 0 obj)", "/X (1 0 obj <<)", "/X (\\) >> ())", "/X <</Y(>>)>>", "/X <3E3E>", "% >>\n",
            "/X (endstream endobj)",
        ]
        for disguise in disguises {
            for text in [
                disguise + dictionary, "/N 1 \(disguise) /First 4 /Filter /FlateDecode", dictionary + disguise, dictionary + " %\n",
            ] {
                #expect(try await fault(Self.packed(Self.packedScript, text)) == .active, "\(text)")
            }
        }
        #expect(try await fault(Self.packed(Self.packedPlain, dictionary + " /DecodeParms << /Predictor 12 >>")) == .damaged)
        #expect(try await fault(Self.packed([1, 2, 3], dictionary)) == .damaged)
        // An outline's first entry and the colours of a profile are none of it, in one object or beside each other.
        #expect(try await fault(Self.packed([1, 2, 3], "/N 3 /Filter /DCTDecode")) == nil)
        let outline = Self.packed([1, 2, 3], "/First 4 0 R >> endobj 2 0 obj << /N 3 /Filter /DCTDecode")
        #expect(try await fault(outline) == nil)
    }

    @Test func dictionariesInEachOtherAreRefusedInTime() async throws {
        let nested = String(repeating: "1 0 obj<<", count: 100_000)
        #expect(try await fault(Self.document(nested), most: 2_000_000) == .damaged)
    }

    @Test func changedStreamsAreNeverAFault() async throws {
        let dictionary = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
        for index in Self.packedPlain.indices {
            for value: UInt8 in [0, 0x55, 0xAA, 0xFF] {
                var stream = Self.packedPlain
                stream[index] = value
                let result = try await fault(Self.packed(stream, dictionary))
                #expect(result == nil || result == .damaged || result == .active)
            }
        }
    }
}
