package import FoundationEssentials

/// What a desk shows with what it does: pictures of the place, and official documents.
package struct ActionFiles: Hashable, Sendable {
    /// Pictures, in their order.
    package let evidence: [UUID]
    /// When the pictures were taken, where somebody answers for that.
    package let photographedAt: Instant?
    package let documents: [OfficialDocument]

    package init(evidence: [UUID] = [], photographedAt: Instant? = nil, documents: [OfficialDocument] = []) {
        self.evidence = evidence
        self.photographedAt = photographedAt
        self.documents = documents
    }

    /// All that are attachments, in the order in which they are kept.
    package var attachments: [UUID] { evidence + documents.compactMap(\.attachment) }

    /// Whether these, of the kinds there are for whoever acts, are what they are said to be.
    package func check(among kinds: [UUID: Attachment.Kind]) -> Result<Void, CommandRefusal> {
        if let index = evidence.firstIndex(where: { kinds[$0] != .picture }) { return .failure(.unknownEvidence(index)) }
        let isUnknown = { (document: OfficialDocument) in document.attachment.map { kinds[$0] != .document } ?? false }
        if let index = documents.firstIndex(where: isUnknown) { return .failure(.unknownDocument(index)) }
        return .success(())
    }
}

/// A document of an authority, as it is cited.
package struct OfficialDocument: Hashable, Sendable {
    /// Scalars of each.
    package static let longestNumber = 100
    package static let longestIssuer = 200
    package static let longestTitle = 500
    /// Of one act.
    package static let most = 5

    package let number: String
    package let date: CivilDate
    package let issuer: String
    package let title: String
    /// Its file, where there is one.
    package let attachment: UUID?

    package init(number: String, date: CivilDate, issuer: String, title: String, attachment: UUID?) {
        self.number = number
        self.date = date
        self.issuer = issuer
        self.title = title
        self.attachment = attachment
    }

    /// A line that is one of its members.
    package static func check(_ raw: String, most: Int) -> Result<String, FieldErrorCode> {
        FieldText.check(raw, maxScalars: most, allowsLines: false)
    }
}
