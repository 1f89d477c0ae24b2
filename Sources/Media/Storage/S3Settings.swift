/// Which bucket of which S3-compatible server, and by which key.
package struct S3Settings: Sendable {
    /// `https://s3.example.vn` or `https://s3.example.vn:9000`, without a path.
    package let endpoint: String
    package let region: String
    package let bucket: String
    package let keyID: String
    package let secret: String
    /// `https://endpoint/bucket/…` as MinIO and Ceph want it, instead of `https://bucket.endpoint/…`.
    package let usesPathStyle: Bool

    package init(endpoint: String, region: String, bucket: String, keyID: String, secret: String, usesPathStyle: Bool = true) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.keyID = keyID
        self.secret = secret
        self.usesPathStyle = usesPathStyle
    }
}
