import Domain
import Hummingbird
import Services

/// A request of somebody of staff who has signed in, if only to look after their own account.
struct SessionContext: ChildRequestContext, AdmittedContext {
    let session: StaffSession
    /// The request as any other.
    private(set) var api: APIContext

    init(context: APIContext) throws {
        guard let session = context.session else { throw ServiceError.notSignedIn }
        self.session = session
        api = context
    }

    var coreContext: CoreRequestContextStorage {
        get { api.coreContext }
        set { api.coreContext = newValue }
    }

    var language: Language { api.language }
}

/// A request of somebody of staff. There is none without a principal: a handler that takes this context cannot be reached by strangers,
/// nor by who has yet to set up the second factor they must have.
struct StaffContext: ChildRequestContext, AdmittedContext {
    let principal: StaffPrincipal
    /// The request as any other.
    private(set) var api: APIContext

    init(context: APIContext) throws {
        guard let session = context.session else { throw ServiceError.notSignedIn }
        guard !session.mustSetUpSecondFactor else { throw ServiceError.secondFactorRequired }
        principal = session.principal
        api = context
    }

    var coreContext: CoreRequestContextStorage {
        get { api.coreContext }
        set { api.coreContext = newValue }
    }

    var language: Language { api.language }
}
