package import FoundationEssentials

/// A reporting period with its figures as they stood when it was closed, signed. What of it is signed is `statement`.
package struct ClosedPeriod: Hashable, Sendable {
    package let period: ReportingPeriod
    /// The key it was closed with.
    package let id: UUID
    /// The last event counted.
    package let position: Int
    /// By the clock of time limits.
    package let closedAt: Instant
    package let closedBy: PrincipalName
    package let figures: PeriodFigures
    package let keyID: String
    /// Ed25519, 32 bytes.
    package let publicKey: Data
    /// Ed25519 over the statement, 64 bytes.
    package let signature: Data

    package init(
        period: ReportingPeriod,
        id: UUID,
        position: Int,
        closedAt: Instant,
        closedBy: PrincipalName,
        figures: PeriodFigures,
        keyID: String,
        publicKey: Data,
        signature: Data
    ) {
        self.period = period
        self.id = id
        self.position = position
        self.closedAt = closedAt
        self.closedBy = closedBy
        self.figures = figures
        self.keyID = keyID
        self.publicKey = publicKey
        self.signature = signature
    }

    /// What is signed: six lines, and the figures. The form is part of the contract.
    package var statement: Data {
        let lines = ["phananh-period-1", period.name, "\(position)", "\(closedAt.secondsSince1970)", closedBy.text, keyID, figures.text]
        return Data(lines.joined(separator: "\n").utf8)
    }

    /// The same with its signature.
    package func signed(_ signature: Data) -> ClosedPeriod {
        ClosedPeriod(
            period: period,
            id: id,
            position: position,
            closedAt: closedAt,
            closedBy: closedBy,
            figures: figures,
            keyID: keyID,
            publicKey: publicKey,
            signature: signature
        )
    }
}
