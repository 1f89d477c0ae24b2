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

    /// The packed bytes of each stream that holds objects; nil for one whose bytes are shuffled before they are packed. Throws `damaged`
    /// for a file whose objects stand in each other, which none do that a program has written.
    func objectStreams() throws(DocumentFault) -> [ArraySlice<UInt8>?] {
        var streams = namedObjectStreams()
        streams.merge(try unnamedObjectStreams()) { $0 && $1 }
        return streams.sorted { $0.key < $1.key }.map { $0.value ? bytes[$0.key...] : nil }
    }

    /// Where those begin that call themselves so, and whether their bytes are in order.
    ///
    /// What stands between the word `stream` and the next is taken for the head of that: whoever hides the one or the other gets a stream
    /// that cannot be unpacked.
    private func namedObjectStreams() -> [Int: Bool] {
        var streams: [Int: Bool] = [:]
        var head = bytes.startIndex
        var position = bytes.startIndex
        while let start = firstIndex(of: Array("stream".utf8), from: position) {
            position = start + 6
            if bytes[..<start].suffix(3).elementsEqual("end".utf8) { continue }
            let names = PDFText(bytes[head..<start]).names()
            head = position
            guard names.contains("ObjStm") else { continue }
            streams[contents(from: position)] = !names.contains("Predictor")
        }
        return streams
    }

    /// The same of those that say what such a stream has to say, and not what they are: readers do without that.
    ///
    /// Wherever an object may begin its dictionary is read as readers do, so that no text in one can hide another. Each is looked at once
    /// in an honest file.
    private func unnamedObjectStreams() throws(DocumentFault) -> [Int: Bool] {
        var streams: [Int: Bool] = [:]
        var position = bytes.startIndex
        var left = 2 * bytes.count
        while let start = firstIndex(of: Array("obj".utf8), from: position) {
            position = start + 3
            guard let end = endOfDictionary(from: position, most: left) else { continue }
            left -= end - position
            guard left > 0 else { throw .damaged }
            let word = afterSpace(end)
            guard bytes[word...].starts(with: "stream".utf8) else { continue }
            let names = PDFText(bytes[position..<end]).names()
            guard names.contains("First"), names.contains("N") else { continue }
            streams[contents(from: word + 6)] = !names.contains("Predictor")
        }
        return streams
    }

    /// Where the dictionary ends that follows a place, or where the file does or so many bytes; nil where none follows.
    private func endOfDictionary(from start: Int, most: Int) -> Int? {
        var position = afterSpace(start)
        guard bytes[position...].starts(with: "<<".utf8) else { return nil }
        let limit = min(bytes.endIndex, position + most)
        var depth = 0
        while position < limit {
            let isDouble = position + 1 < limit && bytes[position + 1] == bytes[position]
            switch bytes[position] {
            case UInt8(ascii: "("): position = afterText(position, limit)
            case UInt8(ascii: "%"): position = afterLine(position, limit)
            case UInt8(ascii: "<") where isDouble:
                depth += 1
                position += 2
            case UInt8(ascii: "<"): position = bytes[position..<limit].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? limit
            case UInt8(ascii: ">") where isDouble:
                depth -= 1
                position += 2
                if depth == 0 { return position }
            default: position += 1
            }
        }
        return limit
    }

    /// Behind a text in parentheses, which may hold others.
    private func afterText(_ start: Int, _ limit: Int) -> Int {
        var position = start
        var depth = 0
        while position < limit {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { break }
        }
        return min(position, limit)
    }

    private func afterLine(_ start: Int, _ limit: Int) -> Int {
        bytes[start..<limit].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? limit
    }

    /// Behind white space and remarks.
    private func afterSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.endIndex {
            if bytes[position] == UInt8(ascii: "%") {
                position = afterLine(position, bytes.endIndex)
            } else if bytes[position] <= 0x20 {
                position += 1
            } else {
                break
            }
        }
        return position
    }

    /// Where a stream's bytes begin, behind the end of the line on which it is announced.
    private func contents(from start: Int) -> Int {
        var content = bytes[start...]
        if content.first == 0x0D { content = content.dropFirst() }
        if content.first == 0x0A { content = content.dropFirst() }
        return content.startIndex
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
