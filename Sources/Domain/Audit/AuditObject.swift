package import FoundationEssentials

/// What an entry of the audit is about.
package struct AuditObject: Hashable, Sendable {
    /// Raw values are stored and served.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// By its code.
        case report
        /// By an id that says nothing else.
        case citizen
        /// By its id.
        case approval
        /// By its code.
        case calendar
        /// By its code.
        case policy
        /// By its id.
        case routingRule = "routing_rule"
        /// By its id.
        case boundaries
        /// By its id.
        case dataRequest = "data_request"
        /// By its file: `contact`, `lookup`, `citizen`.
        case keys
        /// By its id.
        case client
        /// By its id, which is not what is shown.
        case clientToken = "client_token"
        /// By its id.
        case account
        /// By its id.
        case team
        /// By its id.
        case agency
        /// By its id.
        case template
        /// `sql/reference`.
        case reference
        /// By the number of the last one that is left.
        case seals
        /// By its id.
        case attachment
        /// By its name.
        case reportingPeriod = "reporting_period"
        /// `reports`.
        case staffList = "staff_list"
    }

    package let kind: Kind
    /// 1…128 printable ASCII characters without spaces.
    package let id: String

    package init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    /// What has an id of the service's own.
    package init(_ kind: Kind, _ id: UUID) {
        self.init(kind, id.uuidString.lowercased())
    }
}
