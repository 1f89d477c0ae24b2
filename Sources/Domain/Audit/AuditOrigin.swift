/// Where whatever is being done comes from. It accompanies the task, so that no use case has to hand it on for the audit alone.
package enum AuditOrigin: Hashable, Sendable {
    /// A request, by its `X-Request-Id`.
    case request(id: String)
    /// A command, by the login that runs it.
    case commandLine(login: String)
    /// The service itself.
    case service

    /// Of the current task.
    @TaskLocal package static var current = AuditOrigin.service
}
