internal import Domain
internal import Postgres

/// What can go wrong below the use cases. Holds no SQL and no values.
package enum StoreError: Error, Hashable, Sendable {
    /// No connection came free in time: nothing happened, try again soon.
    case busy
    /// The database cannot be reached or has given up on the statement: nothing happened, try again.
    case unavailable
    /// The connection broke while a commit was under way: it may have happened or not.
    case outcomeUnknown
    /// Whoever was to act is nobody any more, or has signed out: nothing happened.
    case signedOut
    /// Whoever was to act may not do this, as they are now: nothing happened.
    case forbidden
    /// A constraint refused the change, by its name.
    case violated(constraint: String)
    /// What was read names a unit, desk, category, policy or boundaries that the catalogue does not know, as where they came into being
    /// since: read it with the newest one.
    case catalogOutdated
    /// A fault of the program or of the schema, by SQLSTATE or kind.
    case fault(String)
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .busy: "the database is busy"
        case .unavailable: "the database cannot be reached, or gave up"
        case .outcomeUnknown: "the connection to the database broke during a commit"
        case .signedOut: "the account opens nothing any more"
        case .forbidden: "the account may not do this"
        case .violated(let constraint): "constraint \(constraint) forbids it"
        case .catalogOutdated: "the catalogue does not know what was read"
        case .fault(let fault): "database fault: \(fault)"
        }
    }
}

/// Runs database work and tells its failures as `StoreError`.
func storing<Value>(_ work: () async throws -> Value) async throws(StoreError) -> Value {
    do {
        return try await work()
    } catch let error as StoreError {
        throw error
    } catch let error as PostgresError {
        throw StoreError(error)
    } catch let fault as SLAFault {
        throw .fault("clocks cannot be computed: \(fault)")
    } catch is CancellationError {
        throw .unavailable
    } catch {
        throw .fault("\(type(of: error))")
    }
}

/// The same for work that only reads: a connection that breaks leaves nothing unknown.
func reading<Value>(_ work: () async throws -> Value) async throws(StoreError) -> Value {
    do {
        return try await storing(work)
    } catch .outcomeUnknown {
        throw .unavailable
    }
}

extension StoreError {
    /// 55P03 is the limit on waiting for locks; 57P01…03, 08xxx and 53xxx are the server's absence or exhaustion.
    init(_ error: PostgresError) {
        switch error.code {
        case .poolExhausted, .poolTimeout: self = .busy
        case .timedOut, .connectionFailed, .connectionLost, .poolClosed: self = .unavailable
        case .outcomeUnknown: self = .outcomeUnknown
        case .server(let state): self = Self.refused(state, constraint: error.constraint)
        case .decoding, .columnCount, .invalidParameter, .copyNotSupported: self = .fault("\(error)")
        }
    }

    private static func refused(_ state: String, constraint: String?) -> StoreError {
        switch state {
        case "55P03", "40001", "40P01": return .busy
        case "25006": return .unavailable
        default: break
        }
        switch state.prefix(2) {
        case "08", "53", "57": return .unavailable
        case "23": return constraint.map { .violated(constraint: $0) } ?? .fault(state)
        default: return .fault(state)
        }
    }
}
