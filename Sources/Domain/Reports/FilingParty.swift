/// Who files a report, as far as the service tells filers apart.
package struct FilingParty: Sendable {
    /// nil: an application nobody has registered.
    package var client: ClientPrincipal?
    /// The client's word on its user, which only a client with that right gives.
    package var assertion: ReporterAssertion?

    package init(client: ClientPrincipal? = nil, assertion: ReporterAssertion? = nil) {
        self.client = client
        self.assertion = assertion
    }
}

extension ReportDraft {
    /// How sure it is who reported: on the client's word, or by what the reporter has left.
    package func assurance(by assertion: ReporterAssertion?) -> Assurance {
        let given: Assurance = reporter?.phone == nil && reporter?.email == nil ? .none : .contact
        return max(given, assertion?.assurance ?? .none)
    }
}
