package import Domain
package import Store

/// Why a use case did not do what was asked: a closed list that the outside is told from.
package enum ServiceError: Error, Hashable, Sendable {
    case notFound
    /// The token shown is not one that opens this.
    case tokenInvalid
    /// Nobody of staff has shown a token.
    case notSignedIn
    /// Username and password do not belong together, or are nobody's.
    case signInRefused
    /// Username and password are right, and a code of the second factor is needed.
    case codeRequired
    /// Too many attempts have failed.
    case throttled(seconds: Int)
    /// Whoever has signed in has to set a second factor up first.
    case secondFactorRequired
    /// A one-time link was used, replaced or is too old, or there never was one.
    case linkPast
    /// Somebody who may see the object may not do this to it.
    case forbidden
    /// The client's token opens nothing.
    case clientUnknown
    /// The client's token, if any was shown, does not open this.
    case scopeMissing
    /// The client has filed another report under this name of its own.
    case externalIDTaken
    /// The client's token has expired or was revoked: there is nothing to replace.
    case tokenOver
    /// Somebody has filed as many reports as they may for now.
    case rateLimited(QuotaRefusal)
    /// Somebody has sent as many bytes of files as they may for now.
    case uploadQuotaUsedUp(seconds: Int)
    /// No citizen is signed in with the token shown.
    case citizenNotSignedIn
    /// Nobody can sign in like this here.
    case signInClosed
    /// What was to prove who signs in does not, or not any more.
    case citizenSignInRefused
    /// Whoever files has shown too little of themselves.
    case identityRequired(IdentityPolicy)
    /// The identity provider cannot be reached, or says nothing that can be read.
    case providerUnavailable
    /// After so many seconds it may be tried again.
    case tooOften(seconds: Int)
    /// A file is not taken.
    case uploadRefused(UploadRefusal)
    /// There is no room for files.
    case storageFull
    /// A cursor is of a history that is not this one's: it was set back since.
    case cursorPast
    /// A link to a file was good, and is over.
    case attachmentLinkPast
    /// What was sent is refused, field by field.
    case invalid([FieldError])
    /// More than 500 m outside the city.
    case outsideArea
    /// The idempotency key was used with another body.
    case keyReused
    /// The report does not allow what was asked, or what was asked makes no sense for it.
    case refused(CommandRefusal)
    /// The report has changed since whoever asks has seen it.
    case versionDiffers
    /// What is to be changed has versions, and whoever asks does not say which one they have seen.
    case versionMissing
    /// What was asked of an approval cannot be done.
    case approvalRefused(ApprovalRefusal)
    /// A routing rule cannot be changed so.
    case routingRefused(RoutingRuleRefusal)
    /// What was asked of a request about somebody's data cannot be done.
    case dataRequestRefused(DataRequestRefusal)
    /// What was asked of an account or a team cannot be done.
    case accountRefused(AccountRefusal)
    /// A reporting period is not over, or not all that happened in it is counted.
    case periodRunning
    /// A reporting period was closed before.
    case periodClosed
    /// Too much at once: try again in a moment.
    case busy
    /// The database is away: try again.
    case unavailable
    /// It may have happened or not: ask again with the same key.
    case outcomeUnknown
    /// Something an administrator has to set up is missing; the text is for the log.
    case notReady(String)
    /// A fault of the program or its set-up; the text is for the log, never for the client.
    case fault(String)
}

extension ServiceError {
    /// Why clocks cannot be computed: beyond the end of what is published it is for an administrator to publish what follows.
    init(_ fault: SLAFault) {
        self =
            switch fault {
            case .beyondHorizon: .notReady("clocks cannot be computed: \(fault)")
            case .notFiled, .unknownEvent, .unknownPolicy, .unknownCalendar: .fault("clocks cannot be computed: \(fault)")
            }
    }

    package init(_ error: StoreError) {
        self =
            switch error {
            case .busy: .busy
            case .unavailable: .unavailable
            case .outcomeUnknown: .outcomeUnknown
            case .signedOut: .notSignedIn
            case .forbidden: .forbidden
            case .violated(let constraint): .fault("constraint \(constraint)")
            case .catalogOutdated: .fault("\(error)")
            case .fault(let fault): .fault(fault)
            }
    }
}

/// Runs store work and tells its failures as `ServiceError`.
func serving<Value>(_ work: () async throws(StoreError) -> Value) async throws(ServiceError) -> Value {
    do {
        return try await work()
    } catch {
        throw ServiceError(error)
    }
}
