/// What a reporter thinks of a solution; raw values are stored and sent.
package enum Rating: String, Hashable, Sendable, CaseIterable {
    case satisfied
    case acceptable
    case unsatisfied
}
