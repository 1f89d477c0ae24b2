internal import FoundationEssentials

/// What a reporter corrects, every field checked and brought to the form it is kept in. nil: it stays as it is.
package struct ReportCorrection: Sendable {
    /// What is kept of the report, as far as a correction depends on it.
    package struct Present: Sendable {
        /// nil where it is not in force any more.
        package let category: Category?
        package let hasPin: Bool

        package init(category: Category?, hasPin: Bool) {
            self.category = category
            self.hasPin = hasPin
        }
    }

    /// Answers to the questions of a category.
    package struct Attributes: Sendable {
        package let open: [(code: String, value: AttributeValue)]
        /// Those that are sealed like contact data.
        package let sealed: [(code: String, value: AttributeValue)]
    }

    /// Another than the present one.
    package let category: Category?
    package let description: String?
    package let pin: Pin?
    package let accuracyM: Double?
    package let address: String?
    /// All there are from now on. Another category asks other questions: what was answered before goes with it.
    package let attributes: Attributes?

    /// Checks every field of a submission that has only what is to be corrected; all that is wrong is reported at once.
    package static func validate(
        _ submission: ReportSubmission,
        of present: Present,
        categories: some CategoryLookup,
        now: Instant
    ) -> Result<ReportCorrection, InvalidFields> {
        var check = DraftValidation(now: now, refused: submission.refused)
        let named = submission.category.flatMap { check.category($0, in: categories)?.category }
        let category = named.flatMap { $0.id == present.category?.id ? nil : $0 }
        let description = check.optional(submission.description, "/description", max: ReportLimits.description, allowsLines: true)
        if submission.pin != nil { check.place(submission) }
        let address = check.optional(submission.address, "/address", max: ReportLimits.address)
        var attributes: Attributes?
        if category != nil || !submission.attributes.isEmpty {
            let values = check.attributes(submission.attributes, of: category ?? present.category)
            attributes = Attributes(
                open: values.filter { !$0.isPrivate }.map { ($0.code, $0.value) },
                sealed: values.filter(\.isPrivate).map { ($0.code, $0.value) }
            )
        }
        guard check.errors.isEmpty else { return .failure(InvalidFields(check.errors)) }
        return .success(
            ReportCorrection(
                category: category,
                description: description,
                // Coordinates in an address are a pin where there is none.
                pin: submission.pin ?? (present.hasPin ? nil : submission.effectivePin),
                accuracyM: submission.pin == nil ? nil : submission.accuracyM,
                address: address,
                attributes: attributes
            )
        )
    }
}
