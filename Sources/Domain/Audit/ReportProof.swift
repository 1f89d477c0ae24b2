package import FoundationEssentials

/// That what is told of a report is what was sealed. It says nothing but what whoever it is for may know, and can be checked without the service,
/// against seals kept elsewhere.
package struct ReportProof: Hashable, Sendable {
    /// An event.
    package struct Item: Hashable, Sendable {
        /// Its number in the public timeline; 0 where it is not public. The numbers are sealed: none can be left out in the middle.
        package let number: Int
        package let at: Instant
        package let type: String
        package let actorKind: String
        package let actorAgency: UUID?
        /// The desk that has the report from this event on.
        package let agency: UUID
        package let clock: String?
        package let occurredAt: Instant?
        /// SHA-256 of what of it is not public, with a salt.
        package let digest: Data
        /// nil until it is sealed, some two seconds after it happened.
        package let place: Place?

        package init(
            number: Int,
            at: Instant,
            type: String,
            actorKind: String,
            actorAgency: UUID?,
            agency: UUID,
            clock: String?,
            occurredAt: Instant?,
            digest: Data,
            place: Place?
        ) {
            self.number = number
            self.at = at
            self.type = type
            self.actorKind = actorKind
            self.actorAgency = actorAgency
            self.agency = agency
            self.clock = clock
            self.occurredAt = occurredAt
            self.digest = digest
            self.place = place
        }
    }

    /// Where an event is sealed.
    package struct Place: Hashable, Sendable {
        /// The seal's number.
        package let seal: Int
        /// Among what the seal covers, from 0 on.
        package let index: Int
        /// From the leaf's sibling to the root's child (RFC 6962, section 2.1.1).
        package let path: [Data]

        package init(seal: Int, index: Int, path: [Data]) {
            self.seal = seal
            self.index = index
            self.path = path
        }
    }

    /// In the order of the timeline.
    package let items: [Item]
    /// Those the items are in, in order.
    package let seals: [AuditSeal]

    package init(items: [Item], seals: [AuditSeal]) {
        self.items = items
        self.seals = seals
    }
}
