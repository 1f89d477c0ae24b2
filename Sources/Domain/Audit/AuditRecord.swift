/// One thing for the audit to keep: who did what, to what. Written in the transaction of the deed.
package struct AuditRecord: Hashable, Sendable {
    /// Codes, numbers and digests: what says nothing of a person.
    package enum Detail: Hashable, Sendable {
        case code(String)
        case number(Int)
        case codes([String])
    }

    package let actor: AuditActor
    package let action: AuditAction
    package let object: AuditObject
    /// At most 4 KB as JSON.
    package let details: [String: Detail]
    /// The request it was done by, if it was one.
    package let requestID: String?

    /// Takes the request, or the login a command runs under, from the current task.
    package init(_ actor: AuditActor, _ action: AuditAction, _ object: AuditObject, _ details: [String: Detail] = [:]) {
        self.actor = actor
        self.action = action
        self.object = object
        switch AuditOrigin.current {
        case .request(let id): (self.details, requestID) = (details, id)
        case .commandLine(let login): (self.details, requestID) = (details.merging(["login": .code(login)]) { given, _ in given }, nil)
        case .service: (self.details, requestID) = (details, nil)
        }
    }
}
