package import Domain
internal import FoundationEssentials
internal import Postgres

/// A history as the public or the reporter may see it.
package struct ReportTimeline: Sendable {
    /// In order.
    package let items: [TimelineItem]
    /// Of everything it was read from: it is another whenever this reader would be shown something else.
    package let version: String

    private init(_ items: [TimelineItem], _ version: String) {
        self.items = items
        self.version = version
    }

    init(_ rows: [TimelineRow], texts: [Int: [ActionText]], _ catalog: ReferenceCatalog) throws {
        let undone = Set(rows.compactMap(\.undone))
        items = try rows.map { row in
            try row.item(catalog, texts: texts[row.seq] ?? [], isStanding: !undone.contains(row.seq))
        }
        version = rows.first.map { "\($0.version)" } ?? ""
    }

    /// A duplicate's, with what is done about its original: by time, its own first. Nothing is told of an act that was taken back.
    func followed(by original: ReportTimeline) -> ReportTimeline {
        guard !original.items.isEmpty else { return self }
        let all = (items + original.items.filter { $0.type != "undone" }).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        return ReportTimeline(all.map(\.element), "\(version)-\(original.version)")
    }
}

/// Columns of the queries of timelines.
struct TimelineRow {
    typealias Columns = (
        Int, Instant, String, String, UUID?, UUID, String?, Instant?, String?, Instant?, Int?, String?, String?, Int64?, String?, String?,
        String?,
        Int
    )

    let columns: Columns

    init(_ columns: Columns) {
        self.columns = columns
    }

    var seq: Int { columns.0 }
    var type: String { columns.2 }
    var undone: Int? { columns.10 }
    var version: Int { columns.17 }

    /// What a desk has taken back it does not say any more, and of a state secret no more than who is competent instead.
    func item(_ catalog: ReferenceCatalog, texts: [ActionText], isStanding: Bool) throws -> TimelineItem {
        let holder = try catalog.agency(of: columns.5)
        let refusal = isStanding ? columns.8.flatMap(RefusalCode.init) : nil
        let isTold = isStanding && refusal != .stateSecret
        let files: [AttachmentRecord] = try columns.11.map(EventRecord.read) ?? []
        return TimelineItem(
            at: columns.1,
            type: type,
            by: TimelineItem.Author(kind: columns.3, agency: columns.4.flatMap { catalog.agencies[$0] } ?? holder),
            holder: holder,
            clock: columns.6.flatMap { ClockKind(name: $0, handler: nil) },
            occurredAt: columns.7,
            note: isTold ? note(texts) ?? columns.15 : isStanding ? noteOfSecret(texts) ?? columns.15 : nil,
            refusal: refusal?.outside,
            photographedAt: isTold ? columns.9 : nil,
            files: isTold ? try files.map { try $0.attachment() } : [],
            documents: isTold ? try columns.12.map(DocumentRecord.documents) ?? [] : [],
            grantedSeconds: columns.13,
            pauseReason: columns.14.flatMap(PauseReason.init),
            original: columns.16,
            isStanding: isStanding
        )
    }

    private func noteOfSecret(_ texts: [ActionText]) -> String? {
        texts.first { $0.role == .referredTo }.map { "\(RefusalCode.wordsOutside)\n\n\($0.text)" }
    }

    /// The words beside it that are meant for the reporter.
    private func note(_ texts: [ActionText]) -> String? {
        guard let type = ReportEventType(rawValue: type) else { return nil }
        let words = texts.filter { ActionText.isForReporter($0.role, beside: type) }.map(\.text)
        return words.isEmpty ? nil : words.joined(separator: "\n\n")
    }
}

extension TimelineItem.Author {
    /// Of the column `actor_kind`, and the desk of `actor_agency_id`.
    init(kind: String, agency: Agency) {
        self =
            switch kind {
            case "citizen": .citizen
            case "agency": .agency(agency)
            default: .system
            }
    }
}
