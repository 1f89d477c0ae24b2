import Domain
import Foundation
import Hummingbird

extension ReportCode {
    /// The code in a route's path, read leniently; what is none is not found.
    init(inPathOf context: some RequestContext) throws {
        switch ReportCode.read(context.parameters.get("code")?.removingPercentEncoding ?? "") {
        case .code(let code): self = code
        case .wrongCheckDigit: throw Problem(.checkDigit)
        case .malformed: throw Problem(.notFound)
        }
    }
}
