import Crypto
import Foundation
import NetworkTesting
import Synchronization

/// A server that keeps objects as S3 does and takes nothing whose signature it cannot work out by itself.
final class S3Fake: Sendable {
    /// What happens to the next requests instead, one after the other.
    enum Mishap: Sendable {
        /// Answered with a status and a code of S3.
        case refusal(Int, String)
        /// The answer ends in the middle, or before its first byte.
        case cut
        /// There is no answer for as long as the client waits.
        case silence
        /// All goes as it should.
        case pass
    }

    struct Asked {
        let method: String
        let path: String
        let query: [String: String]
        let headers: [String: String]
        let body: [UInt8]
    }

    private struct State {
        var objects: [String: (bytes: [UInt8], modified: Date)] = [:]
        var uploads: [String: (key: String, parts: [Int: [UInt8]], begun: Date)] = [:]
        var mishaps: [Mishap] = []
        var asked: [String] = []
        var mostListed = 1_000
    }

    private let state = Mutex(State())
    private let server: Mutex<ScriptedServer?> = Mutex(nil)
    static let bucket = "photos"
    static let keyID = "AKIATEST"
    static let secret = "s3cret/Key+of=tests"

    init() throws {
        let server = try ScriptedServer.answering { [self] request, connection in answer(request, connection) }
        self.server.withLock { $0 = server }
    }

    var url: String { server.withLock { $0?.url ?? "" } }
    var endpoint: String { server.withLock { $0?.endpoint ?? "" } }
    /// `PUT /photos/…?…` of all that has been asked, in order.
    var asked: [String] { state.withLock { $0.asked } }
    var objects: [String: [UInt8]] { state.withLock { $0.objects.mapValues(\.bytes) } }
    var uploads: Int { state.withLock { $0.uploads.count } }

    func stop() {
        server.withLock { $0?.stop() }
    }

    func next(_ mishaps: [Mishap]) {
        state.withLock { $0.mishaps = mishaps }
    }

    /// Lists fewer at a time than it is asked for.
    func list(most: Int) {
        state.withLock { $0.mostListed = most }
    }

    /// Bytes that are not those of their name.
    func place(_ bytes: [UInt8], at key: String) {
        state.withLock { $0.objects[key] = (bytes, Date()) }
    }

    private func answer(_ bytes: [UInt8], _ connection: ScriptedServer.Connection) {
        guard let asked = Self.read(bytes) else { return Self.write(400, "BadRequest", connection) }
        let mishap = state.withLock { state in
            state.asked.append("\(asked.method) \(asked.path)?" + asked.query.keys.sorted().joined(separator: "&"))
            return state.mishaps.isEmpty ? .pass : state.mishaps.removeFirst()
        }
        switch mishap {
        case .refusal(let status, let code): return Self.write(status, code, connection)
        case .cut where asked.method == "HEAD": return
        case .cut: return connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf")
        case .silence: return connection.waitForEnd()
        case .pass: break
        }
        guard Signature(asked).isRight else { return Self.write(403, "SignatureDoesNotMatch", connection) }
        let digest = SHA256.hash(data: asked.body).map { String(format: "%02x", $0) }.joined()
        guard asked.headers["x-amz-content-sha256"] == digest else { return Self.write(400, "XAmzContentSHA256Mismatch", connection) }
        state.withLock { Self.perform(asked, &$0, connection) }
    }

    private static func perform(_ asked: Asked, _ state: inout State, _ connection: ScriptedServer.Connection) {
        let parts = asked.path.dropFirst().split(separator: "/", maxSplits: 1)
        guard parts.first.map(String.init) == bucket else { return write(404, "NoSuchBucket", connection) }
        let key = parts.count == 2 ? String(parts[1]) : ""
        switch asked.method {
        case "GET" where key.isEmpty: list(asked, state, connection)
        case "GET", "HEAD": get(asked, key, state, connection)
        case "PUT": put(asked, key, &state, connection)
        case "POST": post(asked, key, &state, connection)
        default:
            if let id = asked.query["uploadId"] { state.uploads[id] = nil } else { state.objects[key] = nil }
            write(204, [:], [], connection)
        }
    }

    private static func list(_ asked: Asked, _ state: State, _ connection: ScriptedServer.Connection) {
        if asked.query["uploads"] != nil {
            let uploads = state.uploads.map { id, upload in
                "<Upload><Key>\(upload.key)</Key><UploadId>\(id.replacing("&", with: "&amp;"))</UploadId>"
                    + "<Initiated>\(upload.begun.formatted(.iso8601))</Initiated></Upload>"
            }
            return write(200, [:], Array("<ListMultipartUploadsResult>\(uploads.joined())</ListMultipartUploadsResult>".utf8), connection)
        }
        let after = asked.query["continuation-token"].map { String($0.dropFirst(2)) } ?? asked.query["start-after"] ?? ""
        let most = min(asked.query["max-keys"].flatMap { Int($0) } ?? 1_000, state.mostListed)
        let all = state.objects.keys.sorted().filter { $0 > after }
        let contents = all.prefix(most).map { key in
            let object = state.objects[key]
            let modified = (object?.modified ?? Date()).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            return "<Contents><Key>\(key)</Key><LastModified>\(modified)</LastModified><Size>\(object?.bytes.count ?? 0)</Size></Contents>"
        }
        let end = all.count > most ? all[most - 1] : nil
        let next = end.map { "<NextContinuationToken>&lt;&amp;\($0)</NextContinuationToken>" } ?? ""
        let text = "<ListBucketResult><IsTruncated>\(end != nil)</IsTruncated>\(next)\(contents.joined())</ListBucketResult>"
        write(200, [:], Array(text.utf8), connection)
    }

    private static func get(_ asked: Asked, _ key: String, _ state: State, _ connection: ScriptedServer.Connection) {
        guard let object = state.objects[key]?.bytes else {
            return asked.method == "HEAD" ? write(404, [:], [], connection) : write(404, "NoSuchKey", connection)
        }
        if asked.method == "HEAD" { return write(200, ["Content-Length": "\(object.count)"], [], connection) }
        guard let range = asked.headers["range"]?.dropFirst("bytes=".count).split(separator: "-").compactMap({ Int($0) }), range.count == 2
        else {
            return write(200, [:], object, connection)
        }
        guard range[0] < object.count else { return write(416, "InvalidRange", connection) }
        write(206, [:], Array(object[range[0]...min(range[1], object.count - 1)]), connection)
    }

    private static func put(_ asked: Asked, _ key: String, _ state: inout State, _ connection: ScriptedServer.Connection) {
        guard let id = asked.query["uploadId"] else {
            state.objects[key] = (asked.body, Date())
            return write(200, ["ETag": "\"whole\""], [], connection)
        }
        guard let number = asked.query["partNumber"].flatMap({ Int($0) }), state.uploads[id]?.key == key else {
            return write(404, "NoSuchUpload", connection)
        }
        state.uploads[id]?.parts[number] = asked.body
        write(200, ["ETag": "\"part-\(number)\""], [], connection)
    }

    private static func post(_ asked: Asked, _ key: String, _ state: inout State, _ connection: ScriptedServer.Connection) {
        guard let id = asked.query["uploadId"] else {
            let id = "up/\(UUID().uuidString)+&="
            state.uploads[id] = (key, [:], Date())
            let text =
                "<InitiateMultipartUploadResult><UploadId>\(id.replacing("&", with: "&amp;"))</UploadId></InitiateMultipartUploadResult>"
            return write(200, [:], Array(text.utf8), connection)
        }
        let tags = String(decoding: asked.body, as: UTF8.self).split(separator: "<ETag>").dropFirst().map { $0.prefix { $0 != "<" } }
        guard let upload = state.uploads[id], upload.key == key,
            tags.map(String.init) == upload.parts.keys.sorted().map({ "\"part-\($0)\"" })
        else { return write(404, "NoSuchUpload", connection) }
        state.objects[key] = (upload.parts.sorted { $0.key < $1.key }.flatMap(\.value), Date())
        state.uploads[id] = nil
        write(200, [:], Array("<CompleteMultipartUploadResult><ETag>\"all\"</ETag></CompleteMultipartUploadResult>".utf8), connection)
    }

    private static func write(_ status: Int, _ code: String, _ connection: ScriptedServer.Connection) {
        write(status, [:], Array("<?xml version=\"1.0\"?><Error><Code>\(code)</Code></Error>".utf8), connection)
    }

    private static func write(_ status: Int, _ headers: [String: String], _ body: [UInt8], _ connection: ScriptedServer.Connection) {
        var headers = headers
        if headers["Content-Length"] == nil { headers["Content-Length"] = "\(body.count)" }
        headers["Connection"] = "close"
        let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
        connection.write(Array("HTTP/1.1 \(status) Fake\r\n\(lines)\r\n".utf8) + body)
    }

    private static func read(_ bytes: [UInt8]) -> Asked? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1)
        let pairs = (target.count == 2 ? target[1] : "").split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        let query = pairs.map { (String($0[0]), $0.count == 2 ? String($0[1]).removingPercentEncoding ?? "" : "") }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        return Asked(
            method: String(words[0]),
            path: String(target[0]),
            query: Dictionary(query) { $1 },
            headers: Dictionary(headers) { $1 },
            body: Array(bytes[end.upperBound...])
        )
    }
}

/// The signature of a request, worked out as AWS describes it (Signature Version 4).
private struct Signature {
    let isRight: Bool

    init(_ asked: S3Fake.Asked) {
        let given = asked.headers["authorization"] ?? ""
        let part = { (name: String) in given.components(separatedBy: name + "=").last?.prefix { $0 != "," && $0 != " " } }
        guard given.hasPrefix("AWS4-HMAC-SHA256 "), let credential = part("Credential")?.split(separator: "/"), credential.count == 5,
            credential[0] == S3Fake.keyID, let signed = part("SignedHeaders")?.split(separator: ";").map(String.init),
            Set(["host", "x-amz-date", "x-amz-content-sha256"]).isSubset(of: signed), signed.allSatisfy({ asked.headers[$0] != nil }),
            let date = asked.headers["x-amz-date"]
        else {
            isRight = false
            return
        }
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        let query = asked.query.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")"
        }
        let headers = signed.map { "\($0):\(asked.headers[$0] ?? "")\n" }.joined()
        let canonical = [
            asked.method, asked.path, query.joined(separator: "&"), headers, signed.joined(separator: ";"),
            asked.headers["x-amz-content-sha256"] ?? "",
        ].joined(separator: "\n")
        let scope = credential.dropFirst().joined(separator: "/")
        let text = ["AWS4-HMAC-SHA256", date, scope, Self.hex(SHA256.hash(data: Data(canonical.utf8)))].joined(separator: "\n")
        var key = SymmetricKey(data: Data("AWS4\(S3Fake.secret)".utf8))
        for step in credential.dropFirst() {
            key = SymmetricKey(data: Data(HMAC<SHA256>.authenticationCode(for: Data(step.utf8), using: key)))
        }
        isRight = part("Signature").map(String.init) == Self.hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
