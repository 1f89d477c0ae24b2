/// A TIFF block, of which each directory is at a place that another one names.
struct TIFFDirectories {
    private let view: ByteView
    private let start: Int

    /// nil for what does not begin as one.
    init?(_ block: ArraySlice<UInt8>) {
        switch block.prefix(4) {
        case [0x49, 0x49, 0x2A, 0]: view = ByteView(block, isLittleEndian: true)
        case [0x4D, 0x4D, 0, 0x2A]: view = ByteView(block)
        default: return nil
        }
        guard let start = view.long(4) else { return nil }
        self.start = start
    }

    var first: TIFFDirectory? { directory(start) }

    func directory(_ offset: Int) -> TIFFDirectory? {
        TIFFDirectory(view, offset)
    }
}

/// One list of entries, each with a tag, a type and values, which are in the entry or where it says.
struct TIFFDirectory {
    private struct Entry {
        let type: Int
        let count: Int
        /// Where the values are.
        let place: Int
    }

    private let view: ByteView
    private let entries: [Int: Entry]

    /// Entries beyond this are not looked at: cameras write some dozens.
    private static let most = 512
    private static let sizes = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8]

    init?(_ view: ByteView, _ offset: Int) {
        guard let count = view.short(offset) else { return nil }
        var entries: [Int: Entry] = [:]
        for index in 0..<min(count, Self.most) {
            let start = offset + 2 + 12 * index
            guard let tag = view.short(start), let type = view.short(start + 2), let count = view.long(start + 4),
                let elsewhere = view.long(start + 8)
            else { break }
            guard entries[tag] == nil, let size = Self.sizes[type] else { continue }
            entries[tag] = Entry(type: type, count: count, place: size * count > 4 ? elsewhere : start + 8)
        }
        self.view = view
        self.entries = entries
    }

    /// One number, short or long.
    func number(_ tag: Int) -> Int? {
        guard let entry = entries[tag], entry.count == 1 else { return nil }
        return entry.type == 3 ? view.short(entry.place) : entry.type == 4 ? view.long(entry.place) : nil
    }

    /// A text of ASCII up to its first zero, of at most 64 bytes.
    func text(_ tag: Int) -> String? {
        guard let entry = entries[tag], entry.type == 2, entry.count <= 64, let bytes = view.slice(entry.place, entry.count) else {
            return nil
        }
        let text = bytes.prefix { $0 != 0 }
        return text.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? String(decoding: text, as: UTF8.self) : nil
    }

    /// Fractions, three at most; none with nothing below, unless it is 0/0, which some cameras write for 0.
    func rationals(_ tag: Int) -> [Double]? {
        guard let entry = entries[tag], entry.type == 5, entry.count <= 3 else { return nil }
        var values: [Double] = []
        for index in 0..<entry.count {
            guard let above = view.long(entry.place + 8 * index), let below = view.long(entry.place + 8 * index + 4),
                below != 0 || above == 0
            else { return nil }
            values.append(below == 0 ? 0 : Double(above) / Double(below))
        }
        return values
    }
}
