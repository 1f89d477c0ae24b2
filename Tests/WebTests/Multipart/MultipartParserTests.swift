import RandomTesting
import Testing

@testable import Web

@Suite struct MultipartParserTests {
    private static let boundary = "----b.7"

    /// Takes a body apart that comes in pieces of so many bytes.
    private static func parts(_ body: [UInt8], inPiecesOf size: Int) throws -> [(MultipartPart, [UInt8])] {
        let boundary = try #require(MultipartBoundary(contentType: "multipart/form-data; boundary=\(boundary)"))
        var (parser, parts) = (MultipartParser(boundary), [(MultipartPart, [UInt8])]())
        var isOver = false
        for start in stride(from: 0, to: body.count, by: size) {
            parser.append(body[start..<min(start + size, body.count)])
            while let event = try parser.next() {
                switch event {
                case .part(let part): parts.append((part, []))
                case .bytes(let bytes): parts[parts.count - 1].1 += bytes
                case .partEnd: break
                case .end: isOver = true
                }
            }
        }
        try parser.finish()
        #expect(isOver)
        return parts
    }

    /// A body of parts by their headers and bytes.
    private static func body(_ parts: [(String, [UInt8])]) -> [UInt8] {
        let all = parts.flatMap { headers, bytes in
            Array("--\(boundary)\r\n\(headers)\r\n\r\n".utf8) + bytes + Array("\r\n".utf8)
        }
        return all + Array("--\(boundary)--\r\n".utf8)
    }

    @Test(arguments: [1, 2, 3, 7, 64, 100_000])
    func partsAreTheSameHoweverTheyCome(size: Int) throws {
        var random = SplitMix64(seed: 7)
        let noise = (0..<5_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        // What looks like the end and is not.
        let tricky = Array("\r\n--\(Self.boundary.dropLast())\r\n--\r\r\n--\r\n".utf8)
        let files = [noise, tricky, [], Array("\r\n".utf8), noise + tricky]
        let body = Self.body(
            files.map { ("Content-Disposition: form-data; name=\"file\"; filename=\"Ảnh \\\" 1.jpg\"\r\nContent-Type: image/jpeg", $0) }
        )
        let parts = try Self.parts(body, inPiecesOf: size)
        #expect(parts.map(\.1) == files)
        #expect(parts.allSatisfy { $0.0.name == "file" && $0.0.mediaType == "image/jpeg" })
    }

    @Test(arguments: [
        "", "x", "--\(boundary)", "--\(boundary)--x", "\r\n--\(boundary)--", "preamble\r\n--\(boundary)--", "--\(boundary)--\r\nepilogue",
        "--\(boundary)\n", "--\(boundary) \r\n", "--\(boundary)\r\n", "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
        "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--\(boundary)",
        "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--\(boundary)-",
        "--\(boundary)\r\n\r\nx\r\n--\(boundary)--", "--\(boundary)\r\nContent-Disposition: form-data\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition form-data; name=a\r\n\r\nx\r\n--\(boundary)--",
        "--\(boundary)\r\nContent-Disposition: form-data; name=\(String(repeating: "a", count: 3_000))\r\n\r\nx\r\n--\(boundary)--",
    ])
    func whatIsNoFormIsRefused(body: String) {
        for size in [1, 5, 10_000] {
            #expect(throws: MultipartFault.self) { try Self.parts(Array(body.utf8), inPiecesOf: size) }
        }
    }

    @Test func whateverComesIsAFormOrAFault() throws {
        let good = Self.body([
            ("Content-Disposition: form-data; name=\"report\"", Array("{}".utf8)),
            ("Content-Disposition: form-data; name=\"file\"; filename=a", Array(repeating: 13, count: 50)),
        ])
        var random = SplitMix64(seed: 1)
        for _ in 0..<5_000 {
            var body = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: body.indices, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: body[place] = .random(in: .min ... .max, using: &random)
                case 1: body.remove(at: place)
                case 2: body.insert([13, 10, 45, 59, 34][Int.random(in: 0..<5, using: &random)], at: place)
                default: body.removeSubrange(place...)
                }
                if body.isEmpty { break }
            }
            let size = Int.random(in: 1...40, using: &random)
            do {
                let parts = try Self.parts(body, inPiecesOf: size)
                #expect(parts.reduce(0) { $0 + $1.1.count } <= body.count)
            } catch is MultipartFault {
                continue
            }
        }
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; Boundary=\"a b\"", "a b"),
        ("multipart/form-data;boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", "----WebKitFormBoundary7MA4YWxkTrZu0gW"),
        ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=\"\"", nil),
        ("multipart/form-data; boundary=a; boundary=b", nil), ("multipart/mixed; boundary=a", nil), ("application/json", nil),
        ("multipart/form-data; boundary=\"a \"", nil), ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", nil),
        ("multipart/form-data; boundary=a; charset=utf-8", nil), ("multipart/form-data; boundary=ă", nil),
        ("multipart/form-data; boundary=a\"b", nil), ("multipart/form-data; boundary", nil),
    ])
    func boundariesAreReadStrictly(header: String, boundary: String?) {
        #expect(MultipartBoundary(contentType: header)?.bytes == boundary.map { Array($0.utf8) })
    }
}
