internal import Crypto
internal import SystemPackage
internal import Transfer

/// An object that is sent in parts. It is there when all are, or not at all.
struct S3Upload {
    private let bucket: S3Bucket
    private let name: ObjectName
    private let headers: [TransferRequest.Header]

    init(_ bucket: S3Bucket, _ name: ObjectName, _ headers: [TransferRequest.Header]) {
        self.bucket = bucket
        self.name = name
        self.headers = headers
    }

    /// On a failure the server is told to forget the parts it has.
    func send(_ file: FilePath, _ size: Int, by partBytes: Int, _ threads: FileThreads) async throws(StorageError) {
        let begun = S3Document(try await bucket.send(.post, name, ["uploads": ""], headers: headers).body)
        guard let id = begun.text("UploadId"), !id.isEmpty else { throw .unavailable("the server does not begin an upload") }
        do throws(StorageError) {
            var tags: [String] = []
            for start in stride(from: 0, to: size, by: partBytes) {
                let range = start..<min(start + partBytes, size)
                tags.append(try await part(file, range, tags.count + 1, id, threads))
            }
            try await complete(id, tags)
        } catch {
            // Cancelled or not: what is left costs room until somebody removes what is unfinished.
            try? await Self.abandon(bucket, name, id)
            throw error
        }
    }

    static func abandon(_ bucket: S3Bucket, _ name: ObjectName, _ id: String) async throws(StorageError) {
        do throws(StorageError) {
            _ = try await bucket.send(.delete, name, ["uploadId": id])
        } catch .missing {
            // Somebody else was faster.
        }
    }

    /// Sends a part and returns the server's tag of it.
    private func part(
        _ file: FilePath,
        _ range: Range<Int>,
        _ number: Int,
        _ id: String,
        _ threads: FileThreads
    ) async throws(StorageError) -> String {
        let digest = try await threads.run { () throws(StorageError) in try file.digest(of: range) }
        let answer = try await bucket.send(
            .put,
            name,
            ["partNumber": "\(number)", "uploadId": id],
            body: .file(path: file.string, range: range),
            digest: digest.text
        )
        guard let tag = answer.headers["etag"] else { throw .unavailable("the server does not name a part") }
        return tag
    }

    private func complete(_ id: String, _ tags: [String]) async throws(StorageError) {
        let parts = tags.enumerated().map { "<Part><PartNumber>\($0 + 1)</PartNumber><ETag>\($1)</ETag></Part>" }.joined()
        let body = Array("<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>".utf8)
        let digest = ObjectName(SHA256.hash(data: body)).text
        do throws(StorageError) {
            let type = [("Content-Type", "application/xml")]
            let answer = try await bucket.send(.post, name, ["uploadId": id], headers: type, body: .bytes(body), digest: digest)
            // A failure may come behind a 200 that was sent to keep the connection.
            if let code = S3Document(answer.body).text("Code") {
                throw .unavailable("the server says \(code.prefix(64).filter(\.isLetter))")
            }
        } catch .missing {
            // An answer may have got lost, and the second time there is no upload any more.
            guard try await bucket.send(.head, name).isSuccess else { throw .missing }
        }
    }
}

extension FilePath {
    /// The name of the bytes of a range.
    fileprivate func digest(of range: Range<Int>) throws(StorageError) -> ObjectName {
        do throws(Errno) {
            var hash = SHA256()
            for piece in ObjectPieces.ranges(of: range) {
                let bytes = try bytes(in: piece)
                guard bytes.count == piece.count else { throw .badMessage }
                hash.update(data: bytes)
            }
            return ObjectName(hash.finalize())
        } catch {
            throw StorageError(error)
        }
    }
}
