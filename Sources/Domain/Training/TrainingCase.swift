/// A case that people practise on: what comes in, what a good handling of it is, and what the reporter does about it.
package struct TrainingCase: Sendable {
    /// A report that nobody files.
    package struct Report: Sendable {
        package let submission: ReportSubmission
        /// Since when it has lain there, as its clocks have it.
        package let hoursAgo: Int

        package init(_ submission: ReportSubmission, hoursAgo: Int) {
            self.submission = submission
            self.hoursAgo = hoursAgo
        }
    }

    /// What the reporter does when a desk has done something, in words.
    package struct Reply: Hashable, Sendable {
        /// What the desk may do for one; raw values are those of its action.
        package enum Cause: String, Hashable, Sendable, CaseIterable {
            case requestInformation = "request_information"
            case resolve
        }

        package let cause: Cause
        package let text: String

        package init(to cause: Cause, _ text: String) {
            self.cause = cause
            self.text = text
        }

        /// Who is asked answers, and who is told of a solution disputes it.
        package var command: ReportCommand { cause == .resolve ? .dispute : .message }
    }

    package let code: String
    package let title: BilingualText
    /// What to know before one begins.
    package let briefing: BilingualText
    /// How it is handled well.
    package let handling: BilingualText
    package let reports: [Report]
    /// Each is made once; those to one cause in this order.
    package let replies: [Reply]

    package init(
        code: String,
        title: BilingualText,
        briefing: BilingualText,
        handling: BilingualText,
        reports: [Report],
        replies: [Reply]
    ) {
        self.code = code
        self.title = title
        self.briefing = briefing
        self.handling = handling
        self.reports = reports
        self.replies = replies
    }

    /// How long a report may have lain there: within what calendars are published for.
    package static let longestHours = 60 * 24
    /// Reports of one case.
    package static let mostReports = 5

    /// The reports, checked by the categories in force as citizens' are; nil where one would not be taken.
    package func drafts(by categories: some CategoryLookup, now: Instant) -> [ReportDraft]? {
        let drafts = reports.compactMap { report -> ReportDraft? in
            guard case .success(let draft) = ReportDraft.validate(report.submission, categories: categories, now: now) else { return nil }
            return draft
        }
        return drafts.count == reports.count ? drafts : nil
    }

    /// Whether it can be practised: its words can be kept, and its reports have a place and would be taken.
    package func isSound(by categories: some CategoryLookup, now: Instant) -> Bool {
        let words = [title.vi, title.en, briefing.vi, briefing.en, handling.vi, handling.en]
        return PlainCode.isPlausible(code)
            && words.allSatisfy { (try? FieldText.check($0, maxScalars: ReportLimits.actionText, allowsLines: true).get()) != nil }
            && replies.allSatisfy { (try? ActionText.check($0.text, as: .message).get()) != nil }
            && (1...Self.mostReports).contains(reports.count)
            && reports.allSatisfy { (0...Self.longestHours).contains($0.hoursAgo) && $0.submission.effectivePin?.isNearHanoi == true }
            && drafts(by: categories, now: now) != nil
    }
}

/// What is said wherever a report is for practice.
package enum PracticeBanner {
    package static let text = BilingualText(vi: "THỰC HÀNH – không phải phản ánh thật", en: "PRACTICE – not a real report")
}
