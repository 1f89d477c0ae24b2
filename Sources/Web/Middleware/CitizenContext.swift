import Domain
import Hummingbird
import Services

/// A request of a citizen who has signed in. There is none without: a handler that takes this context cannot be reached by strangers.
struct CitizenContext: ChildRequestContext, AdmittedContext {
    let citizen: SignedInCitizen
    /// The request as any other.
    private(set) var api: APIContext

    init(context: APIContext) throws {
        guard let citizen = context.citizen else { throw ServiceError.citizenNotSignedIn }
        self.citizen = citizen
        api = context
    }

    var coreContext: CoreRequestContextStorage {
        get { api.coreContext }
        set { api.coreContext = newValue }
    }

    var language: Language { api.language }
}
