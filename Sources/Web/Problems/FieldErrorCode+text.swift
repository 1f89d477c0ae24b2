import Domain

extension FieldErrorCode {
    /// What people read about a refused field.
    var text: BilingualText {
        switch self {
        case .required: BilingualText(vi: "Trường này là bắt buộc.", en: "This is required.")
        case .unknownField: BilingualText(vi: "Trường không được hỗ trợ.", en: "This field is not known.")
        case .wrongType: BilingualText(vi: "Sai kiểu dữ liệu.", en: "This has the wrong type.")
        case .blank: BilingualText(vi: "Không được để trống.", en: "This must not be blank.")
        case .tooLong: BilingualText(vi: "Quá dài.", en: "This is too long.")
        case .controlCharacter: BilingualText(vi: "Chứa ký tự điều khiển.", en: "This holds control characters.")
        case .bidiCharacter: BilingualText(vi: "Chứa ký tự đảo chiều văn bản.", en: "This holds characters that reverse text.")
        case .outOfRange: BilingualText(vi: "Giá trị nằm ngoài phạm vi cho phép.", en: "This is out of range.")
        case .unknownValue: BilingualText(vi: "Giá trị không nằm trong danh sách.", en: "This value is not in the list.")
        case .unknownCategory: BilingualText(vi: "Không có lĩnh vực này.", en: "There is no such category.")
        case .categoryIsGroup:
            BilingualText(
                vi: "Đây là nhóm lĩnh vực, hãy chọn một lĩnh vực trong nhóm.",
                en: "This is a group: choose one of its categories."
            )
        case .phoneInvalid: BilingualText(vi: "Số điện thoại không hợp lệ.", en: "This is not a valid phone number.")
        case .emailInvalid: BilingualText(vi: "Địa chỉ thư điện tử không hợp lệ.", en: "This is not a valid e-mail address.")
        case .timeInvalid:
            BilingualText(vi: "Thời điểm phải theo RFC 3339, có múi giờ.", en: "A time must follow RFC 3339, with an offset.")
        case .inFuture: BilingualText(vi: "Thời điểm ở tương lai.", en: "This time is in the future.")
        case .coordinatesSwapped:
            BilingualText(vi: "Có vẻ vĩ độ và kinh độ bị đảo cho nhau.", en: "Latitude and longitude seem to be swapped.")
        case .outsideArea: BilingualText(vi: "Ngoài địa bàn Hà Nội.", en: "This is outside Hanoi.")
        case .attachmentUnknown:
            BilingualText(
                vi: "Không có tệp này: đã dùng cho phản ánh khác, quá 24 giờ, hoặc chưa gửi. Hãy gửi lại tệp.",
                en: "There is no such file: used for another report, older than 24 hours, or never sent. Send it again."
            )
        case .tooMany: BilingualText(vi: "Quá nhiều phần tử.", en: "There are too many.")
        case .staffOnly: BilingualText(vi: "Chỉ dành cho cán bộ.", en: "This is for staff only.")
        case .codeInvalid:
            BilingualText(
                vi: "Mã gồm chữ thường không dấu, chữ số và gạch nối, bắt đầu bằng chữ.",
                en: "A code is of lower-case letters, digits and hyphens, a letter first."
            )
        case .unsorted:
            BilingualText(
                vi: "Xếp tăng dần, mỗi mức một lần; cấp sau không thấp hơn cấp trước.",
                en: "In rising order, each once; none reaches an office below the one before."
            )
        case .unchanged: BilingualText(vi: "Giống hệt bản đang có hiệu lực.", en: "This says the same as what is in force.")
        case .unknownReport: BilingualText(vi: "Không có phản ánh nào mang mã này.", en: "No report has this code.")
        case .checkDigit:
            BilingualText(
                vi: "Mã phản ánh bị gõ sai: chữ số kiểm tra không khớp.",
                en: "The code is mistyped: its check digit does not fit."
            )
        case .taken: BilingualText(vi: "Đã có.", en: "It is taken.")
        case .scopeTaken:
            BilingualText(vi: "Đã có quy định khác cho đúng phạm vi này.", en: "Another policy in force is for the same reports.")
        case .defaultRequired:
            BilingualText(
                vi: "Quy định mặc định phải luôn có, cho mọi phản ánh.",
                en: "There is always a default policy, for everything."
            )
        case .beyondCalendar:
            BilingualText(
                vi: "Thời hạn hoặc mức báo cáo vượt quá lịch làm việc đã ban hành.",
                en: "The limit or a level of it lies beyond the calendar as it is published."
            )
        case .usernameInvalid:
            BilingualText(vi: "Tên gồm 1–32 chữ thường không dấu, chữ số, gạch nối.", en: "A name is 1 to 32 of a-z, 0-9 and hyphens.")
        case .passwordTooShort:
            BilingualText(
                vi: "Mật khẩu cần ít nhất \(PasswordRule.least) ký tự.",
                en: "A password has at least \(PasswordRule.least) characters."
            )
        case .passwordCommon: BilingualText(vi: "Mật khẩu này dễ đoán.", en: "This password is easily guessed.")
        case .passwordWrong: BilingualText(vi: "Mật khẩu không đúng.", en: "The password is wrong.")
        case .noSubstance:
            BilingualText(
                vi: "Cần nêu cụ thể đã làm gì, ở đâu; câu chung chung không đủ.",
                en: "Say what was done, and where: phrases that fit any answer are not enough."
            )
        case .codeWrong: BilingualText(vi: "Mã không đúng, hoặc đã dùng.", en: "The code is wrong, or was used.")
        }
    }
}
