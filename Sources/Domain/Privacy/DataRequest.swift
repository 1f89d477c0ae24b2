package import FoundationEssentials

/// What people may ask about their own data (Law 91/2025/QH15, art. 4); raw values are stored and sent.
package enum DataRequestKind: String, Hashable, Sendable, CaseIterable {
    /// To be told all that is kept of them, or given a copy.
    case access
    case correction
    case erasure
    /// To object to its use, restrict it, or take a consent back.
    case objection

    /// Days in which it is to be carried out, from its receipt (Decree 356/2025/ND-CP, art. 5); it may be extended once.
    package var days: Int {
        switch self {
        case .access, .correction: 10
        case .objection: 15
        case .erasure: 20
        }
    }
}

/// Where a request stands; raw values are stored and sent.
package enum DataRequestState: String, Hashable, Sendable, CaseIterable {
    case registered
    /// Who asks was told that it was received.
    case acknowledged
    case fulfilled
    case refused

    /// Nothing more is to be done.
    package var isFinal: Bool { self == .fulfilled || self == .refused }
}

/// What is done about a request; raw values are those of the routes.
package enum DataRequestAction: String, Hashable, Sendable, CaseIterable {
    case acknowledge
    /// Once, by as many days again, with a reason.
    case extend
    /// With a reason.
    case refuse
    /// For an erasure: to propose it to a second person, whose approval carries it out.
    case fulfil

    /// Whether it takes a reason.
    package var needsReason: Bool { self == .extend || self == .refuse }
}

/// Why something is not done about a request; raw values are sent.
package enum DataRequestRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// It was carried out or refused before.
    case closed = "request_closed"
    case alreadyAcknowledged = "already_acknowledged"
    /// One extension is all there is.
    case alreadyExtended = "already_extended"
    /// A report of the person is under a legal hold.
    case underHold = "under_legal_hold"
    /// A second person has not decided on its erasure yet.
    case awaitingApproval = "awaiting_second_person"
    /// The citizen has an open request of the kind: it is answered first.
    case alreadyOpen = "request_open"
    /// There is a copy to hand out only when a request for one has been carried out.
    case nothingToHandOut = "request_not_fulfilled"
}

extension DataRequestRefusal {
    /// What people read.
    package var text: BilingualText {
        switch self {
        case .closed: BilingualText(vi: "Yêu cầu đã kết thúc.", en: "The request is closed.")
        case .alreadyAcknowledged: BilingualText(vi: "Đã xác nhận tiếp nhận yêu cầu.", en: "The request was acknowledged before.")
        case .alreadyExtended: BilingualText(vi: "Chỉ được gia hạn một lần.", en: "One extension is all there is.")
        case .underHold:
            BilingualText(
                vi: "Có phản ánh đang được lưu giữ theo yêu cầu pháp lý; chưa thể xóa.",
                en: "A report is under a legal hold: nothing of it is erased before that is lifted."
            )
        case .awaitingApproval:
            BilingualText(vi: "Đang chờ người thứ hai duyệt việc xóa.", en: "The erasure waits for a second person.")
        case .alreadyOpen:
            BilingualText(vi: "Một yêu cầu cùng loại đang được xử lý.", en: "A request of this kind is being dealt with.")
        case .nothingToHandOut:
            BilingualText(
                vi: "Chỉ nhận được bản sao khi yêu cầu cung cấp dữ liệu (access) đã được thực hiện.",
                en: "There is a copy once a request for access has been carried out."
            )
        }
    }
}

/// A request about somebody's data, as far as it tells nothing of them.
package struct DataRequest: Hashable, Sendable, Identifiable {
    package let id: UUID
    package let kind: DataRequestKind
    package let receivedAt: Instant
    /// nil: by whoever asks, who has signed in as a citizen.
    package let registeredBy: PrincipalName?
    /// By when who asks is to be told that it was received.
    package let acknowledgeDue: Instant
    package private(set) var version = 1
    package private(set) var state = DataRequestState.registered
    /// By when it is to be carried out; that instant is too late.
    package private(set) var due: Instant
    package private(set) var acknowledgedAt: Instant?
    package private(set) var extendedAt: Instant?
    package private(set) var extensionReason: String?
    package private(set) var closedAt: Instant?
    package private(set) var closedBy: PrincipalName?
    /// Of a refusal.
    package private(set) var reason: String?

    /// A request that comes in. Acknowledging takes two working days at most, the rest goes by days in Hanoi.
    package init(
        id: UUID,
        kind: DataRequestKind,
        receivedAt: Instant,
        registeredBy: PrincipalName?,
        calendar: WorkingCalendar,
        workingDaySeconds: Int64
    ) throws(BeyondHorizon) {
        self.id = id
        self.kind = kind
        self.receivedAt = receivedAt
        self.registeredBy = registeredBy
        acknowledgeDue = try calendar.due(after: receivedAt, working: 2 * workingDaySeconds)
        due = HanoiDay(HanoiDay(containing: receivedAt).date.adding(days: kind.days)).to
    }

    /// A request as it is kept.
    package init(
        id: UUID,
        kind: DataRequestKind,
        receivedAt: Instant,
        registeredBy: PrincipalName?,
        acknowledgeDue: Instant,
        version: Int,
        state: DataRequestState,
        due: Instant,
        acknowledgedAt: Instant?,
        extendedAt: Instant?,
        extensionReason: String?,
        closedAt: Instant?,
        closedBy: PrincipalName?,
        reason: String?
    ) {
        self.id = id
        self.kind = kind
        self.receivedAt = receivedAt
        self.registeredBy = registeredBy
        self.acknowledgeDue = acknowledgeDue
        self.version = version
        self.state = state
        self.due = due
        self.acknowledgedAt = acknowledgedAt
        self.extendedAt = extendedAt
        self.extensionReason = extensionReason
        self.closedAt = closedAt
        self.closedBy = closedBy
        self.reason = reason
    }

    /// Does something about it, or says why not; a refusal changes nothing. Whatever is done tells that it was received.
    package mutating func perform(
        _ action: DataRequestAction,
        by person: PrincipalName,
        reason: String?,
        at now: Instant
    ) -> DataRequestRefusal? {
        if state.isFinal { return .closed }
        let now = max(now, receivedAt)
        switch action {
        case .acknowledge:
            if state == .acknowledged { return .alreadyAcknowledged }
            state = .acknowledged
        case .extend:
            if extendedAt != nil { return .alreadyExtended }
            (extendedAt, extensionReason) = (now, reason)
            due = due.adding(seconds: Int64(kind.days) * 86_400)
            state = .acknowledged
        case .refuse: (state, closedAt, closedBy, self.reason) = (.refused, now, person, reason)
        case .fulfil: (state, closedAt, closedBy) = (.fulfilled, now, person)
        }
        if acknowledgedAt == nil { acknowledgedAt = now }
        version += 1
        return nil
    }
}
