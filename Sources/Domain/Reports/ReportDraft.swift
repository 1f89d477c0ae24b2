package import FoundationEssentials

/// To whom a reporter's name is shown.
package enum NameVisibility: String, Sendable, CaseIterable {
    case nobody
    case agency
    case `public`
}

/// Who reports. Never part of any public answer.
package struct Reporter: Sendable {
    /// A person or an organisation.
    package enum Kind: String, Sendable, CaseIterable {
        case person
        case organization
    }

    package let kind: Kind
    package let name: String?
    package let phone: PhoneNumber?
    package let email: EmailAddress?
    package let showNameTo: NameVisibility
}

/// A report whose every field has been checked and brought to the form it is kept in.
package struct ReportDraft: Sendable {
    package let category: Category
    package let treatment: Treatment
    package let description: String
    /// From `location`, or read out of `address` where only that was given; nil for an address in words.
    package let pin: Pin?
    package let accuracyM: Double?
    package let address: String?
    package let occurredAt: Instant?
    package let attributes: [(code: String, value: AttributeValue)]
    /// Answers that are sealed like contact data.
    package let privateAttributes: [(code: String, value: AttributeValue)]
    /// In the order in which they are shown.
    package let attachments: [UUID]
    package let reporter: Reporter?
    package let externalID: String?
    package let channel: Channel
}
