/// Whom to call at a desk: for staff.
package struct DutyContact: Hashable, Sendable {
    package let phone: PhoneNumber?
    package let email: EmailAddress?
    package let note: String?

    package init(phone: PhoneNumber?, email: EmailAddress?, note: String?) {
        self.phone = phone
        self.email = email
        self.note = note
    }
}

/// A desk as staff know it.
package struct DeskRecord: Hashable, Sendable {
    package let agency: Agency
    /// nil while nobody has said.
    package let duty: DutyContact?
    /// Of what is set here; 0 before the first.
    package let version: Int

    package init(agency: Agency, duty: DutyContact?, version: Int) {
        self.agency = agency
        self.duty = duty
        self.version = version
    }
}
