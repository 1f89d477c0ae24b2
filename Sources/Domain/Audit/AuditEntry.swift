/// An entry of the audit, as it is kept.
package struct AuditEntry: Hashable, Sendable {
    /// Its place in the order of commits: 1, 2, 3, …
    package let position: Int
    package let at: Instant
    package let actor: AuditActor
    /// One of `AuditAction`, or of a later version's.
    package let action: String
    /// One of `AuditObject.Kind`, or of a later version's.
    package let objectKind: String
    package let object: String
    /// JSON.
    package let details: String
    package let requestID: String?

    package init(
        position: Int,
        at: Instant,
        actor: AuditActor,
        action: String,
        objectKind: String,
        object: String,
        details: String,
        requestID: String?
    ) {
        self.position = position
        self.at = at
        self.actor = actor
        self.action = action
        self.objectKind = objectKind
        self.object = object
        self.details = details
        self.requestID = requestID
    }
}

/// What a list of entries is to hold; what is nil does not matter.
package struct AuditFilter: Hashable, Sendable {
    /// A name.
    package var actor: String?
    package var actions: [AuditAction]?
    /// A report's code, or an id.
    package var object: String?
    package var from: Instant?
    /// Before it.
    package var to: Instant?

    /// Everything.
    package init() {}
}
