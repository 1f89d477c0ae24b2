/// Unpacks zlib's format, of which a PDF's packed objects are: 10 KB, say, so it is made to be safe and plain, not fast.
struct Inflate {
    private let input: ArraySlice<UInt8>
    private var position: Int
    private var buffer = 0
    private var buffered = 0
    private var output: [UInt8] = []
    private let most: Int

    /// nil for what is broken, or longer than it may be.
    static func bytes(of input: ArraySlice<UInt8>, most: Int) -> [UInt8]? {
        var inflate = Inflate(input, most: most)
        return inflate.run() ? inflate.output : nil
    }

    private init(_ input: ArraySlice<UInt8>, most: Int) {
        self.input = input
        self.most = most
        position = input.startIndex
    }

    private mutating func run() -> Bool {
        guard let method = bits(8), let flags = bits(8), method & 0x0F == 8, (method << 8 | flags) % 31 == 0, flags & 0x20 == 0 else {
            return false
        }
        while let last = bits(1), let kind = bits(2) {
            switch kind {
            case 0: guard copyStored() else { return false }
            case 1: guard unpack(Self.fixedLengths, Self.fixedDistances) else { return false }
            case 2: guard let codes = readCodes(), unpack(codes.lengths, codes.distances) else { return false }
            default: return false
            }
            if last == 1 { return true }
        }
        return false
    }

    private mutating func bits(_ count: Int) -> Int? {
        while buffered < count {
            guard position < input.endIndex else { return nil }
            buffer |= Int(input[position]) << buffered
            position += 1
            buffered += 8
        }
        defer {
            buffer >>= count
            buffered -= count
        }
        return buffer & ((1 << count) - 1)
    }

    private mutating func copyStored() -> Bool {
        (buffer, buffered) = (0, 0)
        guard let length = bits(16), let check = bits(16), length == ~check & 0xFFFF, length <= input.endIndex - position,
            length <= most - output.count
        else { return false }
        output += input[position..<(position + length)]
        position += length
        return true
    }

    private mutating func unpack(_ lengths: HuffmanCode, _ distances: HuffmanCode) -> Bool {
        while let symbol = symbol(lengths) {
            switch symbol {
            case 0..<256:
                guard output.count < most else { return false }
                output.append(UInt8(symbol))
            case 256: return true
            default: guard repeatOutput(symbol - 257, distances) else { return false }
            }
        }
        return false
    }

    private mutating func repeatOutput(_ index: Int, _ distances: HuffmanCode) -> Bool {
        guard index < Self.lengthBases.count, let extra = bits(Self.lengthBits[index]), let code = symbol(distances),
            code < Self.distanceBases.count, let further = bits(Self.distanceBits[code])
        else { return false }
        let (length, distance) = (Self.lengthBases[index] + extra, Self.distanceBases[code] + further)
        guard distance <= output.count, length <= most - output.count else { return false }
        for _ in 0..<length { output.append(output[output.count - distance]) }
        return true
    }

    private mutating func readCodes() -> (lengths: HuffmanCode, distances: HuffmanCode)? {
        guard let literals = bits(5), let distances = bits(5), let count = bits(4) else { return nil }
        var widths = [Int](repeating: 0, count: 19)
        for index in 0..<(count + 4) {
            guard let width = bits(3) else { return nil }
            widths[Self.order[index]] = width
        }
        guard let code = HuffmanCode(widths), let all = readWidths(code, literals + 257 + distances + 1),
            let first = HuffmanCode(Array(all.prefix(literals + 257))), let second = HuffmanCode(Array(all.dropFirst(literals + 257)))
        else { return nil }
        return (first, second)
    }

    /// The widths of codes, which repeat by codes of their own.
    private mutating func readWidths(_ code: HuffmanCode, _ count: Int) -> [Int]? {
        var widths: [Int] = []
        while widths.count < count {
            guard let symbol = symbol(code) else { return nil }
            switch symbol {
            case 0..<16: widths.append(symbol)
            case 16:
                guard let last = widths.last, let times = bits(2) else { return nil }
                widths += [Int](repeating: last, count: times + 3)
            default:
                guard let times = bits(symbol == 17 ? 3 : 7) else { return nil }
                widths += [Int](repeating: 0, count: times + (symbol == 17 ? 3 : 11))
            }
        }
        return widths.count == count ? widths : nil
    }

    /// Bit by bit, until the code is one of this width.
    private mutating func symbol(_ code: HuffmanCode) -> Int? {
        var (value, first, index) = (0, 0, 0)
        for count in code.counts.dropFirst() {
            guard let bit = bits(1) else { return nil }
            value |= bit
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        return nil
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    private static let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025, 1_537, 2_049, 3_073, 4_097, 6_145, 8_193,
        12_289, 16_385, 24_577,
    ]
    private static let distanceBits = distanceBases.indices.map { max(0, $0 / 2 - 1) }
    private static let fixedLengths = HuffmanCode((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }) ?? .none
    private static let fixedDistances = HuffmanCode([Int](repeating: 5, count: 30)) ?? .none
}

/// A code by the widths of its words (RFC 1951, 3.2.2).
struct HuffmanCode {
    /// How many words have each width, from 0 to 15.
    let counts: [Int]
    /// By their words.
    let symbols: [Int]

    static let none = HuffmanCode(counts: [], symbols: [])

    private init(counts: [Int], symbols: [Int]) {
        self.counts = counts
        self.symbols = symbols
    }

    /// nil for widths of which there are more than words.
    init?(_ widths: [Int]) {
        var counts = [Int](repeating: 0, count: 16)
        for width in widths where width > 0 { counts[width] += 1 }
        var left = 1
        for count in counts.dropFirst() {
            left = 2 * left - count
            guard left >= 0 else { return nil }
        }
        self.counts = counts
        symbols = (1...15).flatMap { width in widths.indices.filter { widths[$0] == width } }
    }
}
