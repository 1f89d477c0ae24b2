internal import CLibCurl
internal import Glibc

/// One request on the transfer thread, from its first step to its end.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let order: TransferOrder
    private let waiter: TransferOrder.Waiter
    private let destination: Destination
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var body: [UInt8] = []
    /// What is sent of a file.
    private var source: BodyReader?
    private var answered: [String: String] = [:]
    private var headerBytes = 0
    /// Why the transfer was broken off here.
    private var refusal: TransferError?

    /// The status line, headers and trailers of an answer.
    private static let mostHeaderBytes = 64 * 1024

    var isCancelled: Bool { order.isCancelled }

    /// nil for a request that may not be made.
    init?(_ order: TransferOrder, _ waiter: TransferOrder.Waiter) {
        guard order.request.hasPlainHeaders, let destination = Destination(order.request.url, order.policy),
            let handle = curl_easy_init()
        else { return nil }
        self.order = order
        self.waiter = waiter
        self.destination = destination
        self.handle = handle
        guard setUp() else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    func end(_ outcome: TransferOrder.Outcome) {
        waiter.resume(returning: outcome)
    }

    /// What has come of it when libcurl is done.
    func outcome(_ code: CURLcode) -> TransferOrder.Outcome {
        if let refusal { return .failure(refusal) }
        guard code == CURLE_OK else { return .failure(TransferError(code)) }
        var status = 0
        _ = get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return (300..<400).contains(status)
            ? .failure(.redirected) : .success(TransferAnswer(status: status, headers: answered, body: body))
    }
}

// MARK: - What libcurl is told

extension Transfer {
    /// Whether libcurl takes every option: one that it does not know would leave a guard out.
    private func setUp() -> Bool {
        setUpDestination() && setUpLimits() && setUpHeaders() && setUpBody() && setUpCallbacks()
    }

    private func setUpDestination() -> Bool {
        all([
            set_url(handle, destination.url), set_string(handle, CURLOPT_PROTOCOLS_STR, destination.isLocal ? "http,https" : "https"),
            set_long(handle, CURLOPT_FOLLOWLOCATION, 0), set_string(handle, CURLOPT_PROXY, ""), set_string(handle, CURLOPT_NOPROXY, "*"),
            set_long(handle, CURLOPT_NETRC, 0), set_long(handle, CURLOPT_SSL_VERIFYPEER, 1), set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)), set_long(handle, CURLOPT_HTTP09_ALLOWED, 0),
        ])
    }

    private func setUpLimits() -> Bool {
        let limits = order.request.limits
        let milliseconds = max(1, Int(limits.time / .milliseconds(1)))
        let idle = limits.idle.map { max(1, Int($0 / .seconds(1))) } ?? 0
        return all([
            // Signals would reach other threads.
            set_long(handle, CURLOPT_NOSIGNAL, 1), set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds),
            set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(5_000, milliseconds)),
            set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limits.bytes)),
            set_long(handle, CURLOPT_LOW_SPEED_LIMIT, idle > 0 ? 1 : 0), set_long(handle, CURLOPT_LOW_SPEED_TIME, idle),
        ])
    }

    private func setUpHeaders() -> Bool {
        let request = order.request
        // Without a word of its own libcurl would ask for leave to send a long body, and wait a second for it. It would sign that word, too,
        // which it does not send: where it signs it may ask, and waits for less.
        let silence = request.signature == nil ? ["Expect:"] : []
        for line in request.headers.map({ "\($0.name): \($0.value)" }) + silence { headers = curl_slist_append(headers, line) }
        var codes = [
            set_list(handle, CURLOPT_HTTPHEADER, headers), set_string(handle, CURLOPT_USERAGENT, "PhanAnh"),
            set_long(handle, CURLOPT_EXPECT_100_TIMEOUT_MS, 200),
        ]
        if let signature = request.signature {
            codes += [
                set_string(handle, CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)"),
                set_string(handle, CURLOPT_USERNAME, signature.keyID), set_string(handle, CURLOPT_PASSWORD, signature.secret),
            ]
        }
        return all(codes)
    }

    private func setUpBody() -> Bool {
        let request = order.request
        switch (request.method, request.body) {
        case (.get, _): return all([set_long(handle, CURLOPT_HTTPGET, 1)])
        case (.head, _): return all([set_long(handle, CURLOPT_NOBODY, 1)])
        case (.delete, _): return all([set_string(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)])
        case (.post, .bytes(let body)), (.put, .bytes(let body)):
            return all([
                set_long(handle, CURLOPT_POST, 1), set_string(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue),
                set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)),
                body.withUnsafeBytes { set_bytes(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(handle)) },
            ])
        case (.post, .file(let path, let range)), (.put, .file(let path, let range)):
            source = BodyReader(path: path, range: range)
            return source != nil
                && all([
                    set_long(handle, CURLOPT_UPLOAD, 1), set_string(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue),
                    set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(range.count)),
                ])
        }
    }

    private func setUpCallbacks() -> Bool {
        let this = Unmanaged.passUnretained(self).toOpaque()
        return all([
            set_pointer(handle, CURLOPT_WRITEDATA, this),
            set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in Transfer.of(this)?.received(bytes, size * count) ?? 0 },
            set_pointer(handle, CURLOPT_HEADERDATA, this),
            set_write(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
                Transfer.of(this)?.receivedHeader(bytes, size * count) ?? 0
            },
            set_pointer(handle, CURLOPT_READDATA, this),
            set_read(handle) { buffer, size, count, this in Transfer.of(this)?.send(buffer, size * count) ?? Int(CURL_READFUNC_ABORT) },
            set_pointer(handle, CURLOPT_SEEKDATA, this),
            set_seek(handle) { this, offset, origin in Transfer.of(this)?.rewind(Int(offset), origin) ?? CURL_SEEKFUNC_FAIL },
            set_pointer(handle, CURLOPT_OPENSOCKETDATA, this),
            set_opensocket(handle) { this, _, address in Transfer.of(this)?.open(address) ?? -1 },
            set_pointer(handle, CURLOPT_PREREQDATA, this),
            set_prereq(handle) { this, peer, _, _, _ in Transfer.of(this)?.permits(peer) == true ? 0 : 1 },
        ])
    }

    private func all(_ codes: [CURLcode]) -> Bool {
        codes.allSatisfy { $0 == CURLE_OK }
    }
}

// MARK: - What libcurl asks and tells

extension Transfer {
    private static func of(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Returns how many bytes were taken; fewer than came end the transfer.
    private func received(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes, body.count + count <= order.request.limits.bytes else {
            refusal = .tooLarge
            return 0
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private func receivedHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        headerBytes += count
        guard let bytes, headerBytes <= Self.mostHeaderBytes else {
            refusal = .tooLarge
            return 0
        }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " }.prefix { !$0.isNewline }
            answered[line[..<colon].lowercased()] = String(value)
        }
        return count
    }

    /// Returns how many bytes were put there.
    private func send(_ buffer: UnsafeMutablePointer<CChar>?, _ most: Int) -> Int {
        guard let buffer, let source else { return 0 }
        return source.read(into: buffer, most) ?? Int(CURL_READFUNC_ABORT)
    }

    private func rewind(_ offset: Int, _ origin: Int32) -> Int32 {
        guard origin == SEEK_SET, source?.seek(offset) == true else { return CURL_SEEKFUNC_FAIL }
        return CURL_SEEKFUNC_OK
    }

    /// A socket for an address the name has led to, or -1.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        // Behind the struct: of an IPv6 address it has room for the beginning only.
        guard let address, let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr),
            let peer = PeerAddress((UnsafeRawPointer(address) + offset).assumingMemoryBound(to: sockaddr.self)), destination.permits(peer)
        else {
            refusal = .addressRefused
            return -1
        }
        return socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    /// Asked before anything is sent, on a connection that was there before too. A name of which one address is refused is refused.
    private func permits(_ peer: UnsafeMutablePointer<CChar>?) -> Bool {
        guard refusal == nil, let peer = peer.flatMap({ PeerAddress(String(cString: $0)) }), destination.permits(peer) else {
            refusal = .addressRefused
            return false
        }
        return true
    }
}

extension TransferError {
    fileprivate init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: self = .unresolved
        case CURLE_COULDNT_CONNECT: self = .unreachable
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR: self = .untrusted
        case CURLE_WEIRD_SERVER_REPLY, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
            CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_BAD_CONTENT_ENCODING:
            self = .broken
        default: self = .failed(Int(code.rawValue))
        }
    }
}
