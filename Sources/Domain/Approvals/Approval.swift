package import FoundationEssentials

/// How a proposal ended; raw values are stored and sent.
package enum ApprovalVerdict: String, Hashable, Sendable, CaseIterable {
    /// By somebody else than who proposed it, and carried out.
    case approved
    /// By somebody else; nothing was changed.
    case rejected
    /// By who proposed it; nothing was changed.
    case withdrawn
}

/// Something proposed by one person for another to decide on.
package struct Approval: Hashable, Sendable, Identifiable {
    /// The end of it.
    package struct Decision: Hashable, Sendable {
        /// What was decided.
        package let verdict: ApprovalVerdict
        /// By whom.
        package let by: PrincipalName
        /// When.
        package let at: Instant
        /// What was said of it.
        package let comment: String?

        /// A decision.
        package init(verdict: ApprovalVerdict, by: PrincipalName, at: Instant, comment: String?) {
            self.verdict = verdict
            self.by = by
            self.at = at
            self.comment = comment
        }
    }

    /// Its id.
    package let id: UUID
    /// What is proposed.
    package let proposal: Proposal
    /// The version of the subject that it would follow.
    package let baseVersion: Int
    /// Why.
    package let reason: String
    /// Who proposed it.
    package let proposedBy: PrincipalName
    /// When.
    package let proposedAt: Instant
    /// nil while it is open.
    package let decision: Decision?

    /// An approval as it is kept.
    package init(
        id: UUID,
        proposal: Proposal,
        baseVersion: Int,
        reason: String,
        proposedBy: PrincipalName,
        proposedAt: Instant,
        decision: Decision? = nil
    ) {
        self.id = id
        self.proposal = proposal
        self.baseVersion = baseVersion
        self.reason = reason
        self.proposedBy = proposedBy
        self.proposedAt = proposedAt
        self.decision = decision
    }

    /// Why a person may not end it in a way; nil if they may.
    package func refusal(of verdict: ApprovalVerdict, by person: PrincipalName) -> ApprovalRefusal? {
        if decision != nil { return .decided }
        switch (verdict, person == proposedBy) {
        case (.approved, true), (.rejected, true): return .ownProposal
        case (.withdrawn, false): return .othersProposal
        default: return nil
        }
    }
}

/// Why something about an approval cannot be done; raw values are sent.
package enum ApprovalRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// It was decided before, and that stands.
    case decided = "approval_decided"
    /// Nobody decides on what they proposed themselves; they may withdraw it.
    case ownProposal = "own_proposal"
    /// Only who proposed it may withdraw it; others reject it.
    case othersProposal = "others_proposal"
    /// The subject has another version by now than the one the proposal would follow: it can only be rejected or withdrawn.
    case outdated = "proposal_outdated"
    /// What is proposed does not pass the checks any more, such as how far ahead a calendar must reach.
    case unfit = "proposal_unfit"
    /// Another proposal about the same subject is open.
    case pending = "proposal_pending"
    /// A report of the person is under a legal hold: nothing is erased before that is lifted.
    case underHold = "under_legal_hold"
}

extension ApprovalRefusal {
    /// What people read.
    package var text: BilingualText {
        switch self {
        case .decided: BilingualText(vi: "Đề nghị đã được quyết định.", en: "The proposal was decided before.")
        case .ownProposal:
            BilingualText(vi: "Đề nghị của mình phải do người khác quyết định.", en: "Somebody else decides on what one has proposed.")
        case .othersProposal: BilingualText(vi: "Chỉ người đề nghị mới rút lại được.", en: "Only who proposed it may withdraw it.")
        case .outdated:
            BilingualText(
                vi: "Đã có phiên bản mới hơn; hãy từ chối hoặc rút đề nghị này và đề nghị lại.",
                en: "There is a newer version by now; reject or withdraw this proposal and make another."
            )
        case .unfit: BilingualText(vi: "Đề nghị không còn đạt kiểm tra.", en: "The proposal does not pass the checks any more.")
        case .underHold: DataRequestRefusal.underHold.text
        case .pending: BilingualText(vi: "Một đề nghị khác đang chờ quyết định.", en: "Another proposal waits for a decision.")
        }
    }
}

/// The texts of an approval.
package enum ApprovalWords {
    /// Of a reason or comment.
    package static let rule = FreeTextRule(maxScalars: 1_000, maxBytes: 4_000)
}
