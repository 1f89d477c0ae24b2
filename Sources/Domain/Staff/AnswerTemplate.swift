package import FoundationEssentials

/// Words that a desk uses often, for its clients to offer when somebody does something to a report.
package struct AnswerTemplate: Hashable, Sendable, Identifiable {
    /// Of one desk.
    package static let most = 200
    package static let longestTitle = 100
    package static let longestText = ReportLimits.actionText
    /// The actions that take words.
    package static let actions: [ReportAction] = [
        .requestInformation, .pause, .requestOpinion, .giveOpinion, .extend, .transfer, .decline, .escalate, .resolve, .sendBack, .refuse,
        .classify, .note, .withhold, .reopen,
    ]

    package let id: UUID
    package let agency: UUID
    package let content: Content
    /// Grows with every change.
    package let version: Int

    package init(id: UUID, agency: UUID, content: Content, version: Int) {
        self.id = id
        self.agency = agency
        self.content = content
        self.version = version
    }

    /// What it says.
    package struct Content: Hashable, Sendable {
        /// One of `actions`.
        package let action: ReportAction
        /// Unique at its desk.
        package let title: String
        package let text: String

        /// What was kept.
        package init(kept action: ReportAction, title: String, text: String) {
            self.action = action
            self.title = title
            self.text = text
        }

        /// What was sent, as it is to be kept; all that is wrong at once.
        package static func check(_ action: ReportAction, title: String, text: String) -> Result<Content, InvalidFields> {
            var errors: [FieldError] = []
            func checked(_ raw: String, _ pointer: String, _ most: Int, lines: Bool) -> String {
                switch FieldText.check(raw, maxScalars: most, allowsLines: lines) {
                case .success(let text): return text
                case .failure(let code):
                    errors.append(FieldError(pointer, code))
                    return ""
                }
            }
            if !actions.contains(action) { errors.append(FieldError("/action", .unknownValue)) }
            let content = Content(
                kept: action,
                title: checked(title, "/title", longestTitle, lines: false),
                text: checked(text, "/text", longestText, lines: true)
            )
            return errors.isEmpty ? .success(content) : .failure(InvalidFields(errors))
        }
    }
}
