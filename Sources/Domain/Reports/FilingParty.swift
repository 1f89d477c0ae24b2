package import FoundationEssentials

/// Who files a report, as far as the service tells filers apart.
package struct FilingParty: Sendable {
    /// nil: an application nobody has registered.
    package var client: ClientPrincipal?
    /// The client's word on its user, which only a client with that right gives.
    package var assertion: ReporterAssertion?
    /// What one customer of a network has, as text; empty where there is none.
    package var network: String
    /// The name under which the network is known to speak for many.
    package var knownNetwork: String?
    /// What an app calls the device it runs on. Anybody may send anything.
    package var device: UUID?
    /// Who is signed in.
    package var citizen: SignedInCitizen?
    /// Who of staff files it for somebody else.
    package var officer: StaffPrincipal?
    /// The token of a session was shown that is over.
    package var sessionIsOver = false

    package init(
        client: ClientPrincipal? = nil,
        assertion: ReporterAssertion? = nil,
        network: String = "",
        knownNetwork: String? = nil,
        device: UUID? = nil
    ) {
        self.client = client
        self.assertion = assertion
        self.network = network
        self.knownNetwork = knownNetwork
        self.device = device
    }
}

extension FilingParty {
    /// Who speaks for many, if anybody does.
    var speaker: String? {
        client.map { "client|\($0.id.uuidString)" } ?? knownNetwork.map { "network|\($0)" }
    }

    /// Where the report comes from.
    var origin: String { speaker ?? "address|\(network)" }

    /// The device where the report comes from: whoever learns another's device id can neither use up its quota nor be taken for it.
    package var deviceSubject: String? { device.map { "device|\($0.uuidString)|\(origin)" } }

    /// The user a client speaks for, of that client alone.
    package var userSubject: String? {
        guard let client, let assertion else { return nil }
        return "user|\(client.id.uuidString)|\(assertion.user.base64EncodedString())"
    }
}

extension ReportDraft {
    /// How sure it is who reported: by their session, on the client's word, or by what the reporter has left. A phone that is not the one
    /// of the session is as good as any other that nobody has proved.
    package func assurance(from party: FilingParty) -> Assurance {
        let given: Assurance = reporter?.phone == nil && reporter?.email == nil ? .none : .contact
        return max(given, party.assertion?.assurance ?? .none, party.citizen.map(assurance) ?? .none)
    }

    private func assurance(of citizen: SignedInCitizen) -> Assurance {
        guard citizen.principal.hasPhone else { return .verifiedIdentity }
        return reporter?.phone == nil || reporter?.phone == citizen.phone ? .verifiedPhone : .none
    }

    /// With the phone of whoever is signed in, if they have not named another: they are to be asked and answered there.
    package func reachable(at phone: PhoneNumber?) -> ReportDraft {
        guard let phone, reporter?.phone == nil else { return self }
        return ReportDraft(
            category: category,
            treatment: treatment,
            description: description,
            pin: pin,
            accuracyM: accuracyM,
            address: address,
            occurredAt: occurredAt,
            attributes: attributes,
            privateAttributes: privateAttributes,
            attachments: attachments,
            reporter: Reporter(
                kind: reporter?.kind ?? .person,
                name: reporter?.name,
                phone: phone,
                email: reporter?.email,
                showNameTo: reporter?.showNameTo ?? .nobody
            ),
            externalID: externalID,
            channel: channel
        )
    }
}
