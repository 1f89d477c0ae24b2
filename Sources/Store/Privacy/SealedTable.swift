internal import Postgres

/// A table with contacts sealed under keys; the raw value is part of what each ciphertext is bound to.
package enum SealedTable: String, Sendable, CaseIterable {
    case reports = "report_private"
    case requests = "data_request"
    case followers = "report_follower"
}

extension SealedTable {
    var name: SQL {
        switch self {
        case .reports: "report_private"
        case .requests: "data_request"
        case .followers: "report_follower"
        }
    }

    var key: SQL {
        switch self {
        case .reports: "report_id"
        case .requests, .followers: "id"
        }
    }

    /// As `ContactRow.Columns`.
    var columns: SQL {
        switch self {
        case .reports: ContactRow.columns
        case .requests:
            """
            id, key_id, data_key, NULL::text, 'nobody', name_sealed, phone_sealed, phone_lookup, email_sealed, email_lookup, details_sealed,
            lookup_key_id
            """
        case .followers:
            """
            id, key_id, data_key, NULL::text, 'nobody', NULL::bytea, phone_sealed, phone_lookup, email_sealed, email_lookup, NULL::bytea,
            lookup_key_id
            """
        }
    }
}
