package import FoundationEssentials

/// What is kept of the person of a request.
package struct ConcernedData: Hashable, Sendable {
    /// Whom they have signed in as, the first to sign in first.
    package let citizens: [KeptCitizen]
    /// The codes of their reports, in order of filing.
    package let reports: [String]
    /// What they follow, the first first.
    package let follows: [KeptFollow]
    /// Those of both that are under a legal hold.
    package let held: [String]

    package init(citizens: [KeptCitizen], reports: [String], follows: [KeptFollow], held: [String]) {
        self.citizens = citizens
        self.reports = reports
        self.follows = follows
        self.held = held
    }
}

/// That somebody follows a report.
package struct KeptFollow: Hashable, Sendable, Identifiable {
    package let id: UUID
    /// The report's code.
    package let report: String
    package let since: Instant

    package init(id: UUID, report: String, since: Instant) {
        self.id = id
        self.report = report
        self.since = since
    }
}

/// Somebody who has signed in: by their phone, or at an identity provider.
package struct KeptCitizen: Hashable, Sendable, Identifiable {
    /// A session. Of its token nothing is told.
    package struct Session: Hashable, Sendable {
        package let createdAt: Instant
        /// To the hour.
        package let lastUsedAt: Instant
        package let expiresAt: Instant

        package init(createdAt: Instant, lastUsedAt: Instant, expiresAt: Instant) {
            self.createdAt = createdAt
            self.lastUsedAt = lastUsedAt
            self.expiresAt = expiresAt
        }
    }

    package let id: UUID
    /// When they first signed in.
    package let since: Instant
    /// The identity provider's address, and what it calls them; nil for whoever signs in by their phone.
    package let issuer: String?
    package let subject: String?

    package init(id: UUID, since: Instant, issuer: String?, subject: String?) {
        self.id = id
        self.since = since
        self.issuer = issuer
        self.subject = subject
    }
}
