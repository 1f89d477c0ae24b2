/// HTTP out of the service: over TLS, to where the policy allows, with no redirects, proxies, cookies or compression, and within limits.
///
/// All transfers of a client run on one thread of its own, which ends with the client.
package final class TransferClient: Sendable {
    private let policy: DestinationPolicy
    private let thread: TransferThread

    /// At most `most` transfers run at once; sixteen times as many wait.
    package init(_ policy: DestinationPolicy, most: Int = 16) {
        self.policy = policy
        thread = TransferThread(most: most)
    }

    deinit {
        thread.stop()
    }

    /// Whether a transfer to such a URL could be made.
    package func permits(_ url: String) -> Bool {
        policy.permits(url)
    }

    /// Sends a request and waits for the whole answer. Cancelling the task ends the transfer.
    package func send(_ request: TransferRequest) async throws(TransferError) -> TransferAnswer {
        let order = TransferOrder(request, policy)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in thread.take(order, continuation) }
        } onCancel: {
            thread.cancel(order)
        }
        return try result.get()
    }
}
