import Domain
import Foundation
import Services

/// A report on paper, in one language: what somebody of staff may see of it, and nothing that has to be loaded.
struct CaseSheet: Pages.Content {
    static let template = "sheet"

    struct Fact {
        let name: String
        /// Lines as they were written.
        let value: String
    }

    struct Clock {
        let name: String
        let state: String
        let due: String?
        let amount: String?
        /// Whether it runs past its limit, or has missed it.
        let isLate: Bool
    }

    struct Entry {
        let number: Int
        let at: String
        let what: String
        let by: String
        /// For the desk alone.
        let isInner: Bool
        let texts: [String]
        let documents: [String]
    }

    struct Candidate {
        let code: String
        let about: String
        let distance: String
    }

    struct Words {
        let report, reporter, clocks, history, files, candidates, group, number, time, what, by, state, due, amount, code, about, distance,
            inner, signature: String
    }

    let language: String
    let title: String
    let banner: String?
    let printed: String
    let words: Words
    let facts: [Fact]
    let hasReporter: Bool
    let reporter: [Fact]
    let clocks: [Clock]
    let entries: [Entry]
    let hasFiles: Bool
    let files: [String]
    let hasCandidates: Bool
    let candidates: [Candidate]
    let group: String?

    /// Whoever prints it is named on it.
    init(
        _ reading: StaffReports.Reading,
        _ duplicates: StaffReports.Duplicates,
        for principal: StaffPrincipal,
        at now: Instant,
        _ language: Language
    ) {
        func word(_ vi: String, _ en: String) -> String { BilingualText(vi: vi, en: en)[language] }
        let view = reading.view
        self.language = language.rawValue
        title = word("Phiếu phản ánh \(view.code)", "Report \(view.code)")
        banner = view.isPractice ? PracticeBanner.text[language] : nil
        printed = word(
            "In lúc \(Self.time(now)) bởi \(principal.name.text). Có dữ liệu cá nhân: giữ và hủy theo quy định.",
            "Printed at \(Self.time(now)) by \(principal.name.text). Holds personal data: keep and destroy it as the rules say."
        )
        words = Words(language)
        facts = Self.facts(reading, language)
        reporter = reading.contact.map { Self.reporter($0, language) } ?? []
        hasReporter = !reporter.isEmpty
        clocks = [
            Clock(word("Thời hạn tiếp nhận", "Time to accept"), view.acknowledge, language),
            Clock(word("Thời hạn giải quyết", "Time to resolve"), view.resolve, language),
        ]
        entries = reading.history.map { Entry($0, of: reading, language) }
        files = view.attachments.enumerated().map { number, file in
            let size = file.width.flatMap { width in file.height.map { ", \(width) × \($0)" } } ?? ""
            return "\(number + 1). \(file.contentType)\(size), \((file.bytes + 1_023) / 1_024) KB"
        }
        hasFiles = !files.isEmpty
        candidates = duplicates.candidates.map { candidate in
            Candidate(
                code: candidate.view.code.description,
                about: "\(candidate.view.categoryName[language]) · \(candidate.view.status.label[language])",
                distance: candidate.distanceM.map { "\(Int($0.rounded())) m" } ?? "–"
            )
        }
        hasCandidates = !candidates.isEmpty
        group = duplicates.group.map { ([$0.original] + $0.duplicates).joined(separator: ", ") }
    }
}

extension CaseSheet {
    private static func facts(_ reading: StaffReports.Reading, _ language: Language) -> [Fact] {
        let (view, own) = (reading.view, reading.view.own)
        let definitions = reading.catalog.category(view.categoryCode)?.attributes ?? []
        let answers = ((own?.attributes ?? []) + (reading.contact?.privateAttributes ?? [])).map { code, value in
            (definitions.first { $0.code == code }?.label ?? BilingualText(vi: code, en: code), text(value, language))
        }
        let rows: [(BilingualText, String?)] =
            [
                (BilingualText(vi: "Trạng thái", en: "Status"), view.status.label[language]),
                (BilingualText(vi: "Lĩnh vực", en: "Category"), view.categoryName[language]),
                (BilingualText(vi: "Mức độ", en: "Severity"), view.severity.label[language]),
                (BilingualText(vi: "Đơn vị", en: "Unit"), view.unit?.fullName[language]),
                (BilingualText(vi: "Cơ quan", en: "Desk"), view.agency.name[language]),
                (BilingualText(vi: "Người xử lý", en: "Assignee"), reading.work.assignee?.username),
                (BilingualText(vi: "Tổ xử lý", en: "Team"), reading.work.team?.name),
                (BilingualText(vi: "Gửi lúc", en: "Filed"), time(view.createdAt)),
                (BilingualText(vi: "Xảy ra lúc", en: "Happened"), own?.occurredAt.map(time)),
                (BilingualText(vi: "Địa chỉ", en: "Address"), own?.address),
                (BilingualText(vi: "Vị trí", en: "Place"), own?.pin.map { "\($0.latitude), \($0.longitude)" }),
                (BilingualText(vi: "Nội dung", en: "What was reported"), own?.description),
                (BilingualText(vi: "Trùng với", en: "Duplicate of"), view.original?.code),
                (BilingualText(vi: "Có thể trùng với", en: "May be a copy of"), reading.possibleDuplicateOf),
            ] + answers
        return rows.compactMap { name, value in value.map { Fact(name: name[language], value: $0) } }
    }

    /// A name that is to be shown to nobody is not.
    private static func reporter(_ contact: OpenedContact, _ language: Language) -> [Fact] {
        guard contact.kind != nil else { return [] }
        let rows: [(BilingualText, String?)] = [
            (BilingualText(vi: "Họ tên", en: "Name"), contact.showNameTo == .nobody ? nil : contact.name),
            (BilingualText(vi: "Điện thoại", en: "Phone"), contact.phone?.e164),
            (BilingualText(vi: "Thư điện tử", en: "E-mail"), contact.email?.address),
        ]
        return rows.compactMap { name, value in value.map { Fact(name: name[language], value: $0) } }
    }

    private static func text(_ value: AttributeValue, _ language: Language) -> String {
        switch value {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let value): (value ? BilingualText(vi: "Có", en: "Yes") : BilingualText(vi: "Không", en: "No"))[language]
        case .unsupported: "–"
        }
    }

    /// Hanoi time.
    /// In Hanoi, as people there write it: 02/03/2026 08:00.
    fileprivate static func time(_ instant: Instant) -> String {
        let (date, clock) = (instant.rfc3339.prefix(10).split(separator: "-"), instant.rfc3339.dropFirst(11).prefix(5))
        return "\(date.reversed().joined(separator: "/")) \(clock)"
    }
}

extension CaseSheet.Clock {
    fileprivate init(_ name: String, _ clock: ClockView, _ language: Language) {
        self.name = name
        isLate = clock.isOverdue || clock.isMissed || clock.state == .missed
        let label: BilingualText =
            switch clock.state {
            case .pending: BilingualText(vi: "Chưa bắt đầu tính", en: "Not started")
            case .running where clock.isOverdue: BilingualText(vi: "Đã quá hạn, vẫn đang tính", en: "Overdue and still running")
            case .running: BilingualText(vi: "Đang tính", en: "Running")
            case .paused: BilingualText(vi: "Đang tạm dừng", en: "Paused")
            case .met: BilingualText(vi: "Đúng hạn", en: "Met")
            case .missed: BilingualText(vi: "Quá hạn", en: "Missed")
            case .cancelled: BilingualText(vi: "Thôi không tính", en: "Cancelled")
            }
        state = label[language]
        due = (clock.due ?? clock.projectedDue).map(CaseSheet.time)
        let minutes = (clock.remainingSeconds ?? clock.usedSeconds).map { $0 / 60 }
        amount = minutes.map { total in
            let time = "\(total / 60):\(total % 60 < 10 ? "0" : "")\(total % 60)"
            let word =
                clock.remainingSeconds == nil
                ? BilingualText(vi: "đã dùng \(time)", en: "used \(time)") : BilingualText(vi: "còn \(time)", en: "\(time) left")
            return word[language]
        }
    }
}

extension CaseSheet.Entry {
    fileprivate init(_ entry: HistoryEntry, of reading: StaffReports.Reading, _ language: Language) {
        let body = HistoryBody(
            entry: entry,
            texts: reading.texts[entry.seq] ?? [],
            documents: reading.documents[entry.seq] ?? [],
            staff: reading.staff[entry.seq],
            names: reading.catalog,
            language: language
        )
        number = entry.seq
        at = CaseSheet.time(entry.at)
        what = body.label
        let author =
            switch body.author {
            case .citizen: BilingualText(vi: "Người dân", en: "Citizen")
            case .agency(let agency): agency.name
            case .system: BilingualText(vi: "Hệ thống", en: "The system")
            }
        by = [author[language], body.staff].compactMap(\.self).joined(separator: ", ")
        isInner = !entry.isPublic
        texts = body.texts.map(\.text)
        documents = body.documents.map { "\($0.number), \($0.date), \($0.issuer): \($0.title)" }
    }
}

extension CaseSheet.Words {
    fileprivate init(_ language: Language) {
        func word(_ vi: String, _ en: String) -> String { BilingualText(vi: vi, en: en)[language] }
        report = word("Phản ánh", "The report")
        reporter = word("Người phản ánh", "Who reported")
        clocks = word("Thời hạn", "Time limits")
        history = word("Quá trình xử lý", "History")
        files = word("Tệp đính kèm", "Files")
        candidates = word("Có thể trùng", "May be duplicates")
        group = word("Trả lời chung", "Answered together")
        number = word("Số", "No.")
        time = word("Lúc", "At")
        what = word("Việc", "What")
        by = word("Ai", "By")
        state = word("Tình trạng", "State")
        due = word("Hạn", "Due")
        amount = word("Giờ làm việc", "Working hours")
        code = word("Mã", "Code")
        about = word("Về việc", "About")
        distance = word("Cách", "Distance")
        inner = word("nội bộ", "inner")
        signature = word("Người xử lý ký, ghi rõ họ tên", "Signature and name")
    }
}
