import Domain
package import Hummingbird
import Logging
import NIOCore

/// What every API request carries.
package struct APIContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// From `Accept-Language`.
    var language: Language
    /// The client's `X-Request-Id`, or one of our own.
    var requestID: String

    package init(source: Source) {
        coreContext = .init(source: source)
        language = .vi
        requestID = ""
    }
}
