internal import CLibCurl

/// libcurl's handle of many transfers.
///
/// Unchecked: everything but `wakeUp` is called on the transfer thread alone, and `wakeUp` is the one function libcurl lets any thread call
/// at any time. It is freed when neither the thread nor anybody who could wake it is left.
final class MultiHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer?

    /// Once in the process, before any other use.
    private static let initialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() {
        handle = Self.initialised ? curl_multi_init() : nil
        if let handle { _ = set_multi_long(handle, CURLMOPT_MAXCONNECTS, 16) }
    }

    deinit {
        if let handle { curl_multi_cleanup(handle) }
    }

    func add(_ transfer: UnsafeMutableRawPointer) -> Bool {
        curl_multi_add_handle(handle, transfer) == CURLM_OK
    }

    func remove(_ transfer: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(handle, transfer)
    }

    func wakeUp() {
        curl_multi_wakeup(handle)
    }

    /// Goes on with everything, waits until there is something to do or a second has passed, and returns what has ended.
    func perform() -> [(handle: UnsafeMutableRawPointer, code: CURLcode)] {
        var count: Int32 = 0
        curl_multi_perform(handle, &count)
        var ended: [(UnsafeMutableRawPointer, CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            if message.pointee.msg == CURLMSG_DONE, let transfer = message.pointee.easy_handle {
                ended.append((transfer, message.pointee.data.result))
            }
        }
        if ended.isEmpty { curl_multi_poll(handle, nil, 0, 1_000, nil) }
        return ended
    }
}
