import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Services

/// A list of reports for spreadsheets: without what people wrote, who they are and where exactly they were.
struct StaffListTable {
    /// Rows of one file at most, and unless told.
    static let most = 5_000

    let page: StaffLists.Page
    let language: Language

    var table: CSVTable {
        var table = CSVTable(headings: Self.columns.map { $0.heading[language] })
        for item in page.items { table.append(Self.columns.map { $0.value(item, language) }) }
        return table
    }

    private struct Column: Sendable {
        let heading: BilingualText
        let value: @Sendable (StaffLists.Item, Language) -> String?

        init(_ vi: String, _ en: String, _ value: @escaping @Sendable (StaffLists.Item, Language) -> String?) {
            heading = BilingualText(vi: vi, en: en)
            self.value = value
        }
    }

    private static let columns: [Column] = [
        Column("Mã", "Code") { item, _ in item.view.code.description },
        Column("Trạng thái", "Status") { item, language in item.view.status.label[language] },
        Column("Lĩnh vực", "Category") { item, language in item.view.categoryName[language] },
        Column("Mã lĩnh vực", "Category code") { item, _ in item.view.categoryCode },
        Column("Mức độ", "Severity") { item, language in item.view.severity.label[language] },
        Column("Đơn vị", "Unit") { item, language in item.view.unit?.fullName[language] },
        Column("Mã đơn vị", "Unit code") { item, _ in item.view.unit?.code },
        Column("Cơ quan", "Desk") { item, language in item.view.agency.name[language] },
        Column("Gửi lúc (giờ Hà Nội)", "Filed (Hanoi time)") { item, _ in time(item.view.createdAt) },
        Column("Hạn gần nhất (giờ Hà Nội)", "Due (Hanoi time)") { item, _ in item.due.map(time) },
        Column("Quá hạn", "Overdue") { item, language in
            isOverdue(item.view) ? BilingualText(vi: "Có", en: "Yes")[language] : nil
        },
        Column("Thay đổi lúc (giờ Hà Nội)", "Changed (Hanoi time)") { item, _ in time(item.view.updatedAt) },
        Column("Người xử lý", "Assignee") { item, _ in item.work.assignee?.username },
        Column("Tổ xử lý", "Team") { item, _ in item.work.team?.name },
        Column("Phiên bản", "Version") { item, _ in String(item.view.version) },
    ]

    private static func isOverdue(_ view: ReportView) -> Bool { view.acknowledge.isOverdue || view.resolve.isOverdue }

    /// As spreadsheets read times.
    private static func time(_ instant: Instant) -> String {
        String(instant.rfc3339.prefix(19)).replacing("T", with: " ")
    }
}

extension StaffListTable {
    /// The file. What follows is named by `Link`.
    func answer(to request: Request, _ context: APIContext, links: [String]) -> Response {
        var response = Answer.bytes(table.bytes, to: request, context, isPrivate: true, type: CSVTable.mediaType, links: links)
        response.headers[.contentDisposition] = "attachment; filename=\"phan-anh-\(CivilDate.today).csv\""
        return response
    }
}
