internal import Crypto
package import SystemPackage
package import Transfer

/// Objects in a bucket of an S3-compatible server, each under its name.
package struct S3Storage: ObjectStorage {
    private let bucket: S3Bucket
    private let partBytes: Int
    private let threads = FileThreads()

    /// The server may be where the policy allows, and at its own port. nil for settings that name no such place.
    package init?(_ settings: S3Settings, _ policy: DestinationPolicy) {
        guard let bucket = S3Bucket(settings, policy) else { return nil }
        self.bucket = bucket
        partBytes = settings.partBytes
    }

    /// The server is told the digest of what it gets, signed, and takes nothing else.
    package func put(_ file: FilePath, as name: ObjectName, contentType: String) async throws(StorageError) {
        let (found, size) = try await named(file)
        guard found == name else { throw .damaged }
        let type = [("Content-Type", contentType)]
        guard size > partBytes else {
            _ = try await bucket.send(.put, name, headers: type, body: .file(path: file.string, range: 0..<size), digest: name.text)
            return
        }
        try await S3Upload(bucket, name, type).send(file, size, by: partBytes, threads)
    }

    package func size(of name: ObjectName) async throws(StorageError) -> Int? {
        do throws(StorageError) {
            guard let size = try await bucket.send(.head, name).headers["content-length"].flatMap({ Int($0) }) else {
                throw .unavailable("the server does not say how large an object is")
            }
            return size
        } catch .missing {
            return nil
        }
    }

    package func read(_ name: ObjectName, _ range: Range<Int>) async throws(StorageError) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        let answer = try await bucket.send(.get, name, headers: [("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")])
        guard answer.status == 206, answer.body.count == range.count else { throw .damaged }
        return answer.body
    }

    package func list(after name: ObjectName?, limit: Int) async throws(StorageError) -> [StoredObject] {
        var (objects, parameters): ([StoredObject], [String: String]) = ([], ["list-type": "2"])
        if let name { parameters["start-after"] = name.text }
        while true {
            parameters["max-keys"] = "\(limit - objects.count)"
            let answer = S3Document(try await bucket.send(.get, nil, parameters).body)
            for part in answer.parts("Contents") { if let object = try Self.object(part) { objects.append(object) } }
            // A server may give fewer than it was asked for, and there may be others' objects among them.
            guard answer.text("IsTruncated") == "true", objects.count < limit else { return objects }
            guard let next = answer.text("NextContinuationToken") else {
                throw .unavailable("the server does not say how its list goes on")
            }
            parameters["continuation-token"] = next
        }
    }

    /// nil for what is nothing of this service's.
    private static func object(_ part: S3Document) throws(StorageError) -> StoredObject? {
        guard let name = part.text("Key").flatMap({ ObjectName($0) }) else { return nil }
        guard let bytes = part.text("Size").flatMap({ Int($0) }), let modified = part.time("LastModified") else {
            throw .unavailable("the server's list cannot be read")
        }
        return StoredObject(name: name, bytes: bytes, modified: modified)
    }

    package func remove(_ name: ObjectName) async throws(StorageError) {
        do throws(StorageError) {
            _ = try await bucket.send(.delete, name)
        } catch .missing {
            // Some servers say so, some do not.
        }
    }

    package func removeUnfinished(before time: Int) async throws(StorageError) {
        for part in S3Document(try await bucket.send(.get, nil, ["uploads": ""]).body).parts("Upload") {
            guard let name = part.text("Key").flatMap({ ObjectName($0) }), let id = part.text("UploadId"),
                let begun = part.time("Initiated"), begun < time
            else { continue }
            try await S3Upload.abandon(bucket, name, id)
        }
    }

    /// It tells no bounds of its own.
    package func isScarce() async throws(StorageError) -> Bool { false }

    /// Puts an object of one byte, which no picture and no document is, and removes it.
    package func check() async throws(StorageError) {
        let bytes: [UInt8] = [0]
        let name = ObjectName(SHA256.hash(data: bytes))
        let type = [("Content-Type", "application/octet-stream")]
        _ = try await bucket.send(.put, name, headers: type, body: .bytes(bytes), digest: name.text)
        try await remove(name)
    }

    private func named(_ file: FilePath) async throws(StorageError) -> (name: ObjectName, bytes: Int) {
        try await threads.run { () throws(StorageError) in
            do throws(Errno) {
                return try file.named()
            } catch {
                throw StorageError(error)
            }
        }
    }
}
