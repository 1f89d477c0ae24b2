/// A report as a client sent it: types are right, nothing else is checked.
package struct ReportSubmission: Sendable {
    /// Who reports, as sent.
    package struct Reporter: Sendable {
        package var kind: String?
        package var name: String?
        package var phone: String?
        package var email: String?
        package var showNameTo: String?

        package init(kind: String? = nil, name: String? = nil, phone: String? = nil, email: String? = nil, showNameTo: String? = nil) {
            self.kind = kind
            self.name = name
            self.phone = phone
            self.email = email
            self.showNameTo = showNameTo
        }
    }

    package var category: String?
    package var description: String?
    package var pin: Pin?
    /// Metres, as the client's positioning service says.
    package var accuracyM: Double?
    package var address: String?
    package var occurredAt: String?
    package var attributes: [(code: String, value: AttributeValue)]
    package var attachments: [String]
    package var reporter: Reporter?
    package var externalID: String?
    package var channel: String?
    /// Fields that were refused on reading: of a wrong type, or unknown.
    package var refused: [FieldError] = []

    package init(
        category: String? = nil,
        description: String? = nil,
        pin: Pin? = nil,
        accuracyM: Double? = nil,
        address: String? = nil,
        occurredAt: String? = nil,
        attributes: [(code: String, value: AttributeValue)] = [],
        attachments: [String] = [],
        reporter: Reporter? = nil,
        externalID: String? = nil,
        channel: String? = nil
    ) {
        self.category = category
        self.description = description
        self.pin = pin
        self.accuracyM = accuracyM
        self.address = address
        self.occurredAt = occurredAt
        self.attributes = attributes
        self.attachments = attachments
        self.reporter = reporter
        self.externalID = externalID
        self.channel = channel
    }
}

extension ReportSubmission {
    /// The pin that was set, or else the one whose coordinates are written in the address.
    package var effectivePin: Pin? {
        pin ?? address.flatMap { CoordinateText.pin(in: $0) }.map { Pin(latitude: $0.latitude, longitude: $0.longitude) }
    }
}
