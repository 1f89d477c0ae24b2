internal import Foundation
internal import Transfer

/// Single requests to a bucket, each signed, and made again where a server is only out of breath.
struct S3Bucket: Sendable {
    private let client: TransferClient
    private let settings: S3Settings
    private let base: String
    private let signature: TransferSignature

    /// All that is asked may be asked again: it leads to the same.
    private static let attempts = 4
    /// What somebody waits for to look at is asked for twice.
    private static let readAttempts = 2
    /// SHA-256 of nothing.
    static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// Of what a server says: a thousand objects take 400 KB.
    private static let mostAnswerBytes = 4 * 1024 * 1024

    init?(_ settings: S3Settings, _ policy: DestinationPolicy) {
        guard let base = settings.base else { return nil }
        let policy = DestinationPolicy(networks: policy.networks, loopback: policy.loopback, ports: policy.ports.union([base.port]))
        guard policy.permits(base.url + "/") else { return nil }
        client = TransferClient(policy)
        self.settings = settings
        self.base = base.url
        signature = TransferSignature(region: settings.region, service: "s3", keyID: settings.keyID, secret: settings.secret)
    }

    /// Sends a request for an object, or for the bucket, and returns the answer if it is a good one. `digest` is the SHA-256 of the body.
    ///
    /// The parameters are sorted and escaped here, as the signature wants them.
    func send(
        _ method: TransferRequest.Method,
        _ name: ObjectName? = nil,
        _ parameters: [String: String] = [:],
        headers: [TransferRequest.Header] = [],
        body: TransferBody = .bytes([]),
        digest: String = S3Bucket.emptyDigest
    ) async throws(StorageError) -> TransferAnswer {
        let isRead = method == .get && name != nil
        let query = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.escaped($0.value))" }.joined(separator: "&")
        let request = TransferRequest(
            method,
            "\(base)/\(name?.text ?? "")" + (query.isEmpty ? "" : "?" + query),
            headers: headers + [("x-amz-content-sha256", digest)],
            body: body,
            signature: signature,
            limits: TransferLimits(
                bytes: method == .head ? .max : Self.mostAnswerBytes,
                time: isRead ? settings.readTime : settings.time,
                idle: settings.idle
            )
        )
        return try await send(request, isRead ? Self.readAttempts : Self.attempts)
    }

    private func send(_ request: TransferRequest, _ attempts: Int) async throws(StorageError) -> TransferAnswer {
        var last = StorageError.cancelled
        for attempt in 0..<attempts {
            if attempt > 0 { try await pause(attempt) }
            switch await outcome(of: request) {
            case .success(let answer) where answer.isSuccess: return answer
            case .success(let answer):
                last = Self.error(answer)
                guard answer.status == 429 || answer.status >= 500, last != .full else { throw last }
            case .failure(.cancelled): throw .cancelled
            case .failure(let error): last = .unavailable("\(error)")
            }
        }
        throw last
    }

    private func outcome(of request: TransferRequest) async -> Result<TransferAnswer, TransferError> {
        do throws(TransferError) {
            return .success(try await client.send(request))
        } catch {
            return .failure(error)
        }
    }

    /// 100 to 200 ms, then twice, then four times that: not everybody comes back at once.
    private func pause(_ attempt: Int) async throws(StorageError) {
        let milliseconds = Int.random(in: 100...200) << (attempt - 1)
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            throw .cancelled
        }
    }

    private static func error(_ answer: TransferAnswer) -> StorageError {
        let code = S3Document(answer.body).text("Code")
        switch (answer.status, code) {
        case (404, "NoSuchBucket"): return .unavailable("there is no such bucket")
        case (404, _): return .missing
        case (416, _): return .damaged
        case (507, _), (_, "QuotaExceeded"), (_, "XMinioStorageFull"): return .full
        case (_, "XAmzContentSHA256Mismatch"), (_, "BadDigest"): return .damaged
        default: return .unavailable("the server says \(answer.status)" + (code.map { " " + $0.prefix(64).filter(\.isLetter) } ?? ""))
        }
    }

    /// Everything but letters, digits and `-._~` as `%XX`.
    private static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
