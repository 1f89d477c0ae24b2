import Domain
import Hummingbird
import Services

/// A request of somebody of staff. There is none without a principal: a handler that takes this context cannot be reached by strangers.
struct StaffContext: ChildRequestContext, AdmittedContext {
    let principal: StaffPrincipal
    /// The request as any other.
    private(set) var api: APIContext

    init(context: APIContext) throws {
        guard let principal = context.principal else { throw ServiceError.notSignedIn }
        self.principal = principal
        api = context
    }

    var coreContext: CoreRequestContextStorage {
        get { api.coreContext }
        set { api.coreContext = newValue }
    }

    var ticket: AdmissionTicket? { api.ticket }
    var language: Language { api.language }
}
