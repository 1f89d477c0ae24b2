/// What is asked of a server.
package struct TransferRequest: Sendable {
    /// A header by its name.
    package typealias Header = (name: String, value: String)

    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package let method: Method
    package let url: String
    package let headers: [Header]
    /// What is sent. Nothing but a POST or a PUT sends anything, and they do even if it is empty.
    package let body: TransferBody
    /// How the request is signed, if it is.
    package let signature: TransferSignature?
    package let limits: TransferLimits

    package init(
        _ method: Method,
        _ url: String,
        headers: [Header] = [],
        body: TransferBody = .bytes([]),
        signature: TransferSignature? = nil,
        limits: TransferLimits
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.signature = signature
        self.limits = limits
    }

    /// A GET.
    package init(get url: String, headers: [Header] = [], limits: TransferLimits) {
        self.init(.get, url, headers: headers, limits: limits)
    }

    /// A POST.
    package init(post body: [UInt8], as type: String, to url: String, headers: [Header] = [], limits: TransferLimits) {
        self.init(.post, url, headers: headers + [("Content-Type", type)], body: .bytes(body), limits: limits)
    }

    /// Whether each header is one line.
    var hasPlainHeaders: Bool {
        headers.allSatisfy { header in
            !header.name.isEmpty && header.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
                && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }
}

/// What is sent with a request.
package enum TransferBody: Sendable {
    case bytes([UInt8])
    /// A range of a file, which is read while it is sent. A file that is shorter breaks the transfer off.
    case file(path: String, range: Range<Int>)

    var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(_, let range): range.count
        }
    }
}

/// By whom and for what a request is signed, as AWS' services and those like them have it (Signature Version 4).
///
/// The caller sets `x-amz-content-sha256`, names what is asked for in the path by characters that need no escape, and sorts the query's
/// parameters, each with `=`: libcurl 7.88 signs them as they stand.
package struct TransferSignature: Sendable {
    package let region: String
    package let service: String
    package let keyID: String
    package let secret: String

    package init(region: String, service: String, keyID: String, secret: String) {
        self.region = region
        self.service = service
        self.keyID = keyID
        self.secret = secret
    }
}

/// How much an answer may be, and how long it may take from the first step to the last byte.
package struct TransferLimits: Hashable, Sendable {
    package let bytes: Int
    package let time: Duration
    /// A transfer that moves less than a byte a second for so long is given up; nil: only the whole time counts.
    package let idle: Duration?

    package init(bytes: Int, time: Duration, idle: Duration? = nil) {
        self.bytes = bytes
        self.time = time
        self.idle = idle
    }
}

/// What a server answered, whatever it says.
package struct TransferAnswer: Sendable {
    /// 100…599, but none that sends elsewhere.
    package let status: Int
    /// By their names in small letters; of one that comes more often the last.
    package let headers: [String: String]
    package let body: [UInt8]

    /// Whether the server did what was asked.
    package var isSuccess: Bool { (200..<300).contains(status) }
}
