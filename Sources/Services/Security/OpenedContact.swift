package import Domain

/// Contact data in the clear. Lives as long as one answer; never logged, never stored.
package struct OpenedContact: Sendable {
    /// nil when nobody gave any contact.
    package let kind: Reporter.Kind?
    package let showNameTo: NameVisibility
    package let name: String?
    package let phone: PhoneNumber?
    package let email: EmailAddress?
    /// Answers that are sealed like contact data.
    package let privateAttributes: [(code: String, value: AttributeValue)]
}
