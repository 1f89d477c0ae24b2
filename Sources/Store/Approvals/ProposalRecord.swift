internal import Domain
internal import FoundationEssentials

/// A proposal as the JSON of `approval.proposal`: a closed form for each kind, read back with nothing left to guess.
enum ProposalRecord {
    /// The JSON; instants and days as text, hours as seconds of the day.
    static func text(_ proposal: Proposal) throws -> String {
        switch proposal {
        case .calendar(let change): try text(CalendarChangeRecord(change))
        case .policy(let change): try text(PolicyChangeRecord(change))
        case .erasure(let erasure): try text(DataErasureRecord(erasure))
        }
    }

    /// What the JSON of a kind says; nil when it cannot be read, which is a fault: it was written by `text`.
    static func proposal(_ kind: ApprovalKind, _ text: String) -> Proposal? {
        switch kind {
        case .calendar: (try? JSONDecoder().decode(CalendarChangeRecord.self, from: Data(text.utf8)))?.change.map(Proposal.calendar)
        case .policy: (try? JSONDecoder().decode(PolicyChangeRecord.self, from: Data(text.utf8)))?.change.map(Proposal.policy)
        case .erasure:
            (try? JSONDecoder().decode(DataErasureRecord.self, from: Data(text.utf8)))
                .map { .erasure($0.erasure) }
        }
    }

    private static func text(_ record: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
    }
}

/// An erasure as JSON.
private struct DataErasureRecord: Codable {
    let request: UUID
    let reports: [String]
    /// Without: none.
    let citizens: [UUID]?
    /// The same.
    let follows: [UUID]?

    init(_ erasure: DataErasure) {
        (request, reports, citizens, follows) = (erasure.request, erasure.reports, erasure.citizens, erasure.follows)
    }

    var erasure: DataErasure {
        DataErasure(request: request, reports: reports, citizens: citizens ?? [], follows: follows ?? [])
    }
}
