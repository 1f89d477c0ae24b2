/// Words that go with an action. They are kept beside the entry of the history that the action makes, and never in it.
package struct ActionText: Hashable, Sendable {
    /// What the words are to the action; raw values are stored and sent.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        /// To the reporter, who is asked something; or what the reporter says.
        case message
        /// What was done, to the reporter.
        case summary
        /// Of a refusal, to the reporter.
        case explanation
        /// Who is competent instead, to the reporter.
        case referredTo = "referred_to"
        case reason
        /// To another desk.
        case question
        /// Another desk's answer.
        case opinion
        case note

        /// Characters at most.
        package var longest: Int { self == .referredTo ? ReportLimits.address : ReportLimits.actionText }

        /// Whether the words have lines.
        var allowsLines: Bool { self != .referredTo }
    }

    package let role: Role
    package let text: String
    /// Whether whoever wrote them would have everybody read them.
    package private(set) var isForPublic = false

    /// The words as they are kept; refuses what is blank, too long or unprintable, and a summary that says nothing.
    package static func check(_ raw: String, as role: Role) -> Result<ActionText, FieldErrorCode> {
        FieldText.check(raw, maxScalars: role.longest, allowsLines: role.allowsLines)
            .flatMap { role == .summary && !AnswerSubstance.has($0) ? .failure(.noSubstance) : .success(ActionText(role: role, text: $0)) }
    }

    /// Words that were checked before.
    package init(role: Role, text: String) {
        self.role = role
        self.text = text
    }

    /// The same words, for everybody to read: once the report is published, and without what tells who somebody is.
    package var forPublic: ActionText {
        var words = self
        words.isForPublic = true
        return words
    }

    /// What the public reads of it, once the report is published; nil of what is not a desk's answer, or for the reporter alone: names are not
    /// found in what somebody wrote, so the desk has to say that there are none.
    package var publicText: String? {
        switch role {
        case .summary, .explanation, .referredTo: isForPublic ? Redaction(text).text : nil
        case .message, .reason, .question, .opinion, .note: nil
        }
    }

    /// Which of the words beside an entry are meant for the reporter: those to and from them, why more time was granted, why another desk
    /// has the report, and why what they wrote is not shown.
    package static func isForReporter(_ role: Role, beside type: ReportEventType) -> Bool {
        switch role {
        case .message: type.isForReporter
        case .summary, .explanation, .referredTo: type.isPublic
        case .reason: [.extended, .withheld, .transferred, .declined, .escalated].contains(type)
        case .question, .opinion, .note: false
        }
    }
}
