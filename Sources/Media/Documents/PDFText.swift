/// Bytes of a PDF as a scanner sees them that does not follow the file's own directions.
struct PDFText {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// `%PDF-1.7` or its like.
    var hasVersion: Bool {
        let version = bytes.dropFirst(5)
        guard let major = version.first, let minor = version.last, version.count == 3 else { return false }
        return (major == UInt8(ascii: "1") || major == UInt8(ascii: "2")) && version.dropFirst().first == UInt8(ascii: ".")
            && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(minor)
    }

    func contains(_ word: String) -> Bool {
        firstIndex(of: Array(word.utf8), from: bytes.startIndex) != nil
    }

    /// Everything that follows a slash, with `#4A` read as the letter it stands for.
    func names() -> Set<String> {
        var names: Set<String> = []
        var position = bytes.startIndex
        while let slash = bytes[position...].firstIndex(of: UInt8(ascii: "/")) {
            position = slash + 1
            var name: [UInt8] = []
            while position < bytes.endIndex, name.count < 32, Self.isRegular(bytes[position]) {
                if bytes[position] == UInt8(ascii: "#"), position + 2 < bytes.endIndex,
                    let byte = UInt8(String(decoding: bytes[(position + 1)...(position + 2)], as: UTF8.self), radix: 16)
                {
                    name.append(byte)
                    position += 3
                } else {
                    name.append(bytes[position])
                    position += 1
                }
            }
            names.insert(String(decoding: name, as: UTF8.self))
        }
        return names
    }

    /// The packed bytes of each stream that holds objects; nil for one whose bytes are shuffled before they are packed. Readers ask for the
    /// number of its objects and where the first is, and not all for what it calls itself.
    ///
    /// What stands between the word `stream` and the next is taken for the head of that: whoever hides the one or the other gets a stream
    /// that cannot be unpacked.
    func objectStreams() -> [ArraySlice<UInt8>?] {
        var streams: [ArraySlice<UInt8>?] = []
        var head = bytes.startIndex
        var position = bytes.startIndex
        while let start = firstIndex(of: Array("stream".utf8), from: position) {
            position = start + 6
            if bytes[..<start].suffix(3).elementsEqual("end".utf8) { continue }
            let names = PDFText(bytes[head..<start]).names()
            head = position
            var content = bytes[position...]
            if content.first == 0x0D { content = content.dropFirst() }
            if content.first == 0x0A { content = content.dropFirst() }
            // A picture beside an outline and a form: JPEG is no packing of text.
            let isPicture = MediaType.sniff(content) == .jpeg
            guard names.contains("ObjStm") || names.isSuperset(of: ["N", "First"]) && !isPicture else { continue }
            streams.append(names.contains("Predictor") ? nil : content)
        }
        return streams
    }

    private func firstIndex(of word: [UInt8], from start: Int) -> Int? {
        var position = start
        while position <= bytes.endIndex - word.count, let first = word.first,
            let found = bytes[position..<(bytes.endIndex - word.count + 1)].firstIndex(of: first)
        {
            if bytes[found..<(found + word.count)].elementsEqual(word) { return found }
            position = found + 1
        }
        return nil
    }

    /// Neither white space nor what parts one thing from another.
    private static func isRegular(_ byte: UInt8) -> Bool {
        byte > 0x20 && !"()<>[]{}/%".utf8.contains(byte)
    }
}
