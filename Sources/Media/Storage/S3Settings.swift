internal import Foundation

/// Which bucket of which S3-compatible server, and by which key.
package struct S3Settings: Sendable {
    /// `https://s3.example.vn` or `https://s3.example.vn:9000`, without a path.
    package let endpoint: String
    package let region: String
    /// It is this service's alone.
    package let bucket: String
    package let keyID: String
    package let secret: String
    /// `https://endpoint/bucket/…` as MinIO and Ceph want it, instead of `https://bucket.endpoint/…`.
    package let usesPathStyle: Bool
    /// Files above this are sent in parts of this size. S3 takes none below 5 MB.
    package var partBytes = 8 * 1024 * 1024
    /// How long one request may take, one to read an object, for which somebody waits, and for how long nothing may move.
    package var time = Duration.seconds(60)
    package var readTime = Duration.seconds(10)
    package var idle = Duration.seconds(10)

    package init(endpoint: String, region: String, bucket: String, keyID: String, secret: String, usesPathStyle: Bool = true) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.keyID = keyID
        self.secret = secret
        self.usesPathStyle = usesPathStyle
    }

    /// What all of the bucket's addresses begin with, and the port they are at; nil for settings that name no place.
    var base: (url: String, port: Int)? {
        guard let parts = URLComponents(string: endpoint), let scheme = parts.scheme, let host = parts.host, parts.path.isEmpty,
            parts.query == nil, parts.fragment == nil, parts.user == nil, ["http", "https"].contains(scheme), Self.isPlain(bucket)
        else { return nil }
        let port = parts.port.map { ":\($0)" } ?? ""
        let url = usesPathStyle ? "\(scheme)://\(host)\(port)/\(bucket)" : "\(scheme)://\(bucket).\(host)\(port)"
        return (url, parts.port ?? (scheme == "https" ? 443 : 80))
    }

    /// As S3 has the names of buckets.
    private static func isPlain(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }
}
