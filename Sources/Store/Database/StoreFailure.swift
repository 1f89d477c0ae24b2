internal import Postgres

/// Failures told to whoever runs a command.
package enum StoreFailure {
    /// What went wrong, in one line. Where the database could not be reached, libpq's own words: they name the server, never data.
    package static func text(_ error: any Error) -> String {
        guard let error = error as? PostgresError else { return "\(error)" }
        guard case .connectionFailed = error.code, !error.message.isEmpty else { return "\(error)" }
        return error.message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
