internal import Domain
internal import FoundationEssentials

/// All that figures keep of one report.
struct FigureRecord: Equatable, Sendable {
    /// A fact with what it is counted by.
    struct CountedFact: Hashable, Sendable {
        let fact: Fact
        let slice: FigureSlice
        let bucket: Int
    }

    /// A span with what it is counted by.
    struct CountedSpan: Hashable, Sendable {
        let span: FigureSpan
        let slice: FigureSlice
    }

    /// The report's own row.
    struct Header: Equatable, Sendable {
        let filedAt: Instant
        let filedUnit: UUID?
        let todayUnit: UUID?
        let category: UUID
        let severity: String
        let channel: String
        let seq: Int
        /// The boundaries by which `todayUnit` was found.
        let boundaryVersion: UUID?
    }

    /// nil: it is lost, of what is kept.
    let header: Header?
    let facts: [CountedFact]
    let spans: [CountedSpan]

    init(header: Header?, facts: [CountedFact], spans: [CountedSpan]) {
        self.header = header
        self.facts = facts
        self.spans = spans
    }

    init(_ facts: ReportFacts, channel: Channel, todayUnit: UUID?, boundaryVersion: UUID?) {
        header = Header(
            filedAt: facts.filedAt,
            filedUnit: facts.filedUnit,
            todayUnit: todayUnit,
            category: facts.classification.category,
            severity: facts.classification.severity.rawValue,
            channel: channel.rawValue,
            seq: facts.seq,
            boundaryVersion: boundaryVersion
        )
        func slice(_ agency: UUID) -> FigureSlice {
            FigureSlice(
                filedUnit: facts.filedUnit,
                todayUnit: todayUnit,
                agency: agency,
                category: facts.classification.category,
                severity: facts.classification.severity,
                channel: channel
            )
        }
        self.facts = facts.facts.map { CountedFact(fact: $0, slice: slice($0.agency), bucket: $0.bucket) }
        spans = facts.spans.map { CountedSpan(span: $0, slice: slice($0.state.agency)) }
    }

    /// The slices that its rows name.
    var slices: Set<FigureSlice> { Set(facts.map(\.slice)).union(spans.map(\.slice)) }
}
