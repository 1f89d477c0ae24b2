/// Where a report stands. Labels and groups are those of the city's published statistics.
package enum ReportStatus: String, Sendable, CaseIterable {
    case submitted
    case acknowledged
    case inProgress = "in_progress"
    case awaitingCitizen = "awaiting_citizen"
    case resolved
    case closed
    case refused
    case withdrawn
    case duplicate

    /// The official four groups; a duplicate counts with its master.
    package enum Group: String, Sendable, CaseIterable {
        case waiting = "cho_xu_ly"
        case working = "dang_xu_ly"
        case done = "da_xu_ly"
        case refused = "tu_choi"
    }

    /// The official group; nil for a duplicate, which has its master's.
    package var group: Group? {
        switch self {
        case .submitted: .waiting
        case .acknowledged, .inProgress, .awaitingCitizen: .working
        case .resolved, .closed: .done
        case .refused, .withdrawn: .refused
        case .duplicate: nil
        }
    }

    /// Whether there is something left to do.
    package var isOpen: Bool { group == .waiting || group == .working }

    /// What people read.
    package var label: BilingualText {
        switch self {
        case .submitted: BilingualText(vi: "Chờ tiếp nhận", en: "Waiting to be accepted")
        case .acknowledged: BilingualText(vi: "Đã tiếp nhận", en: "Accepted")
        case .inProgress: BilingualText(vi: "Đang xử lý", en: "In progress")
        case .awaitingCitizen: BilingualText(vi: "Chờ bổ sung thông tin", en: "Waiting for more information")
        case .resolved: BilingualText(vi: "Đã xử lý", en: "Resolved")
        case .closed: BilingualText(vi: "Đã kết thúc", en: "Closed")
        case .refused: BilingualText(vi: "Từ chối", en: "Refused")
        case .withdrawn: BilingualText(vi: "Đã rút", en: "Withdrawn")
        case .duplicate: BilingualText(vi: "Trùng", en: "Duplicate")
        }
    }
}

/// Whether the public sees a report's text and photos.
package enum Publication: String, Sendable, CaseIterable {
    case pending
    case published
    case withheld
}

/// The way a report came in.
package enum Channel: String, Sendable, CaseIterable {
    case api
    case app
    case web
    case zalo
    case email
    case hotline
    case counter

    /// Filed by an officer for somebody who called or came.
    package var isStaffOnly: Bool { self == .hotline || self == .counter }
}
