/// What is asked of a server.
package struct TransferRequest: Sendable {
    /// A header by its name.
    package typealias Header = (name: String, value: String)

    package let url: String
    package let headers: [Header]
    /// nil: a GET; else what is posted.
    package let body: [UInt8]?
    package let limits: TransferLimits

    /// A GET.
    package init(get url: String, headers: [Header] = [], limits: TransferLimits) {
        self.url = url
        self.headers = headers
        body = nil
        self.limits = limits
    }

    /// A POST.
    package init(post body: [UInt8], as type: String, to url: String, headers: [Header] = [], limits: TransferLimits) {
        self.url = url
        self.headers = headers + [("Content-Type", type)]
        self.body = body
        self.limits = limits
    }

    /// Whether each header is one line.
    var hasPlainHeaders: Bool {
        headers.allSatisfy { header in
            !header.name.isEmpty && header.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
                && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }
}

/// How much an answer may be, and how long it may take from the first step to the last byte.
package struct TransferLimits: Hashable, Sendable {
    package let bytes: Int
    package let time: Duration

    package init(bytes: Int, time: Duration) {
        self.bytes = bytes
        self.time = time
    }
}

/// What a server answered, whatever it says.
package struct TransferAnswer: Sendable {
    /// 100…599, but none that sends elsewhere.
    package let status: Int
    package let body: [UInt8]

    /// Whether the server did what was asked.
    package var isSuccess: Bool { (200..<300).contains(status) }
}
