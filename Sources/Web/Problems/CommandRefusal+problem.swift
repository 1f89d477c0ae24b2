import Domain

extension Problem {
    /// What whoever asks for a command is told that is not carried out: of what they sent it is a field, of the report a rule.
    init(_ refusal: CommandRefusal) {
        switch refusal {
        case .unknownAgency: self.init(.invalidFields, errors: [FieldError("/agency", .unknownValue)])
        case .unknownUnit: self.init(.invalidFields, errors: [FieldError("/unit", .unknownValue)])
        case .unknownCategory: self.init(.invalidFields, errors: [FieldError("/category", .unknownCategory)])
        case .unknownAssignee: self.init(.invalidFields, errors: [FieldError("/assignee", .unknownValue)])
        case .unknownTeam: self.init(.invalidFields, errors: [FieldError("/team", .unknownValue)])
        case .badExtension: self.init(.invalidFields, errors: [FieldError("/working_hours", .outOfRange, .tooMuchTime)])
        case .badOriginal: self.init(.invalidFields, errors: [FieldError("/of", .unknownReport)])
        case .noEvidence: self.init(.invalidFields, errors: [FieldError("/evidence", .required)])
        case .badPhotoTime: self.init(.invalidFields, errors: [FieldError("/taken_at", .outOfRange, .badPhotoTime)])
        case .unknownEvidence(let index): self.init(.invalidFields, errors: [FieldError("/evidence/\(index)", .attachmentUnknown)])
        case .unknownDocument(let index):
            self.init(.invalidFields, errors: [FieldError("/documents/\(index)/attachment", .attachmentUnknown)])
        case .outsideArea: self.init(ProblemCode.outsideArea)
        case .badKeeping: self.init(.invalidFields, errors: [FieldError("/keep", .unknownValue)])
        case .workflow, .wrongParty, .unknownPolicy, .sameAgency, .unstaffedAgency, .nothingChanged, .ownRequest, .hasDuplicates,
            .ownOriginal, .originalIsDuplicate, .originalElsewhere, .originalEnded, .keptFromUnits, .categoryRetired, .unevidencedRequest,
            .noOpenQuestion, .answerAwaited, .neverListed, .withheld, .notPublished, .signInNeeded, .personErased, .historyFull:
            self.init(.actionRefused)
            rule = (refusal.code, refusal.text)
        }
    }
}

extension CommandRefusal {
    /// Those that are told as a rule.
    static let conflicts: [CommandRefusal] =
        WorkflowRefusal.allCases.map { .workflow($0) } + [
            .wrongParty, .sameAgency, .unstaffedAgency, .nothingChanged, .ownRequest, .hasDuplicates, .ownOriginal,
            .originalIsDuplicate(of: nil), .originalElsewhere, .originalEnded, .keptFromUnits, .categoryRetired, .unevidencedRequest,
            .noOpenQuestion, .answerAwaited, .neverListed, .withheld, .notPublished, .signInNeeded, .personErased, .historyFull,
        ]

    /// What people read.
    var text: BilingualText {
        switch self {
        case .workflow(let refusal): refusal.text
        case .wrongParty: BilingualText(vi: "Việc này không phải của bạn.", en: "This is not yours to do.")
        case .sameAgency: BilingualText(vi: "Phản ánh đang ở chính cơ quan đó.", en: "The report is with that desk already.")
        case .unstaffedAgency:
            BilingualText(
                vi: "Cơ quan đó chưa có tài khoản nào; Trung tâm điều phối xử lý thay.",
                en: "Nobody has an account at that desk yet: the city coordinator stands in for it."
            )
        case .ownRequest:
            BilingualText(
                vi: "Người đề nghị không tự duyệt; cần người khác.",
                en: "Whoever asked for it cannot decide on it: another person has to."
            )
        case .nothingChanged:
            BilingualText(vi: "Hiện đã đúng như vậy, không có gì thay đổi.", en: "That is how it is already: nothing changes.")
        case .hasDuplicates:
            BilingualText(
                vi: "Có phản ánh khác trùng với phản ánh này và chờ cùng kết quả; cần tách chúng ra trước.",
                en: "Others are duplicates of this report and wait for the same answer: they have to be parted from it first."
            )
        case .ownOriginal:
            BilingualText(vi: "Phản ánh không thể trùng với chính nó.", en: "A report is no duplicate of itself.")
        case .originalIsDuplicate(let original):
            BilingualText(
                vi: "Phản ánh đó đã trùng với \(original?.description ?? "phản ánh khác"); hãy chọn phản ánh gốc.",
                en: "That report is a duplicate of \(original?.description ?? "another") itself: name the original."
            )
        case .originalElsewhere:
            BilingualText(
                vi: "Phản ánh đó ở cơ quan khác; chỉ Trung tâm điều phối gộp được.",
                en: "Another desk has that report: only the city coordinator can put them together."
            )
        case .originalEnded:
            BilingualText(
                vi: "Phản ánh đó đã kết thúc, không trả lời được phản ánh mới; hãy xử lý phản ánh này, hoặc mở lại phản ánh đó trước.",
                en: "That report has ended and answers nothing new: handle this one, or reopen that one first."
            )
        case .keptFromUnits:
            BilingualText(
                vi: "Lĩnh vực này do Thành phố xử lý, không giao cho xã, phường.",
                en: "The city handles this category itself: it goes to no unit's desk."
            )
        case .categoryRetired:
            BilingualText(
                vi: "Lĩnh vực của phản ánh không còn dùng; hãy phân loại lại trước.",
                en: "The report's category is not in force any more: classify it anew first."
            )
        case .unevidencedRequest:
            BilingualText(
                vi: "Lĩnh vực này cần ảnh kết quả mà đề nghị không có ảnh; hãy trả lại để bổ sung.",
                en: "The category asks for a picture of what was done, and the request shows none: send it back for one."
            )
        case .noOpenQuestion:
            BilingualText(
                vi: "Chỉ từ chối vì không rõ khi đã hỏi mà người phản ánh chưa trả lời.",
                en: "A report is refused as unclear only after a question that was not answered."
            )
        case .answerAwaited:
            BilingualText(
                vi: "Người phản ánh có 5 ngày làm việc để trả lời; chỉ từ chối vì không rõ sau thời gian đó.",
                en: "The reporter has five working days to answer: only then a report is refused as unclear."
            )
        case .neverListed:
            BilingualText(
                vi: "Phản ánh thuộc lĩnh vực này không bao giờ công khai.",
                en: "Reports of this category are never shown to the public."
            )
        case .withheld:
            BilingualText(
                vi: "Phản ánh đã được giữ lại, không công khai; muốn công khai phải làm riêng bằng publish.",
                en: "The report was withheld from the public: to publish it takes an act of its own."
            )
        case .notPublished:
            BilingualText(
                vi: "Phản ánh này chưa có nội dung nào được công khai.",
                en: "Nothing that was written in this report is public."
            )
        case .signInNeeded:
            BilingualText(
                vi: "Phản ánh do cán bộ ghi hộ: hãy đăng nhập bằng số điện thoại đã để lại để đánh giá, hoặc đến cơ quan yêu cầu mở lại.",
                en: "An officer filed this report: sign in with the phone you left to rate it, or ask a desk to reopen it."
            )
        case .personErased:
            BilingualText(
                vi: "Dữ liệu của người phản ánh đã được xóa; không thêm gì được nữa.",
                en: "Who reported was forgotten: nothing can be added any more."
            )
        case .historyFull:
            BilingualText(
                vi: "Lịch sử đã quá dài; chỉ có thể kết thúc phản ánh.",
                en: "The history is too long: the report can only be ended."
            )
        case .unknownAgency, .unknownUnit, .unknownCategory, .unknownAssignee, .unknownTeam, .badExtension, .badOriginal, .badKeeping,
            .noEvidence, .badPhotoTime, .unknownEvidence, .unknownDocument, .outsideArea:
            BilingualText(vi: "Giá trị không hợp lệ.", en: "That is no valid value.")
        case .unknownPolicy: BilingualText(vi: "Không có thời hạn phù hợp.", en: "No time limits fit.")
        }
    }
}

extension WorkflowRefusal {
    fileprivate var text: BilingualText {
        switch self {
        case .status: BilingualText(vi: "Trạng thái của phản ánh không cho phép việc này.", en: "The report's status does not allow this.")
        case .pausesUsedUp: BilingualText(vi: "Đã tạm dừng hai lần, không thể thêm.", en: "Two pauses are all there are.")
        case .alreadyPaused: BilingualText(vi: "Thời hạn đang tạm dừng rồi.", en: "The time limit is paused already.")
        case .notPaused: BilingualText(vi: "Thời hạn không tạm dừng.", en: "The time limit is not paused.")
        case .noOpinionOwed: BilingualText(vi: "Cơ quan này không được hỏi ý kiến.", en: "This desk was not asked for an opinion.")
        case .awaitingApproval:
            BilingualText(
                vi: "Một đề nghị khác đang chờ duyệt; người đề nghị có thể thu hồi bằng send_back.",
                en: "Another request waits for approval: who made it may take it back by send_back."
            )
        case .nothingToApprove: BilingualText(vi: "Không có gì chờ duyệt.", en: "Nothing waits for approval.")
        case .alreadyRated: BilingualText(vi: "Kết quả đã được đánh giá.", en: "The solution was rated already.")
        case .underReview:
            BilingualText(vi: "Thành phố đang xem lại kết quả.", en: "The city is looking at the result once more.")
        case .reviewed:
            BilingualText(
                vi: "Thành phố đã xem lại và trả lời lần cuối.",
                en: "The city has looked at it once more, and answered for good."
            )
        case .feedbackTime: BilingualText(vi: "Không trong thời gian đánh giá.", en: "This is not the time for feedback.")
        case .nothingToUndo: BilingualText(vi: "Không có bước nào thu hồi được.", en: "There is no step that can be taken back.")
        case .notOwnStep: BilingualText(vi: "Bước cuối do người khác thực hiện.", en: "The last step is somebody else's.")
        case .undoTooLate: BilingualText(vi: "Đã quá năm phút.", en: "Five minutes have passed.")
        }
    }
}

extension BilingualText {
    fileprivate static let tooMuchTime = BilingualText(
        vi:
            "Mỗi lần giải quyết được gia hạn tổng cộng tối đa \(ReportCourse.longestExtensionSeconds / 3_600) giờ làm việc, trong lịch đã ban hành.",
        en:
            "A cycle is given \(ReportCourse.longestExtensionSeconds / 3_600) more working hours in all at most, within the calendars that are published."
    )
    fileprivate static let badPhotoTime = BilingualText(
        vi: "Ảnh phải chụp sau khi có phản ánh, không ở tương lai.",
        en: "The pictures were taken after the report was filed, and not in the future."
    )
}
