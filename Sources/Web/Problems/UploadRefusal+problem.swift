import Domain

extension Problem {
    /// What whoever sends a file is told that is not taken.
    init(_ refusal: UploadRefusal) {
        self.init(refusal.problem)
        if refusal != .tooLarge { rule = (refusal.rawValue, refusal.text) }
    }
}

extension UploadRefusal {
    /// Those that are told as a rule.
    static let rules = allCases.filter { $0 != .tooLarge }

    fileprivate var problem: ProblemCode {
        switch self {
        case .unknownType, .video, .gif, .heic, .document: .fileTypeUnsupported
        case .tooLarge: .fileTooLarge
        case .tooManyPixels, .damaged, .animated, .tooHeavy, .activeDocument, .encryptedDocument: .fileRefused
        }
    }

    /// What people read.
    var text: BilingualText {
        switch self {
        case .unknownType:
            BilingualText(vi: "Chỉ nhận ảnh JPEG, PNG và WebP.", en: "Pictures in JPEG, PNG and WebP are taken.")
        case .video:
            BilingualText(vi: "Chưa nhận video; hãy gửi ảnh.", en: "No videos are taken yet: send a picture.")
        case .gif:
            BilingualText(vi: "Không nhận GIF; hãy gửi JPEG, PNG hoặc WebP.", en: "No GIF is taken: send JPEG, PNG or WebP.")
        case .heic:
            BilingualText(
                vi:
                    "Không nhận HEIC; hãy gửi JPEG, hoặc ảnh chụp màn hình của ảnh này (iPhone chụp JPEG khi đặt Cài đặt › Camera › Định dạng › "
                    + "Tương thích nhất).",
                en:
                    "No HEIC is taken: send JPEG, or a screenshot of the picture (an iPhone takes JPEG with Settings › Camera › Formats › Most "
                    + "Compatible)."
            )
        case .document:
            BilingualText(
                vi: "Chỉ cán bộ gửi được PDF; hãy gửi ảnh.",
                en: "Only staff may send a PDF: send a picture."
            )
        case .tooLarge: BilingualText(vi: "Tệp quá lớn.", en: "The file is too large.")
        case .tooManyPixels:
            BilingualText(
                vi: "Ảnh tối đa 40 megapixel, mỗi cạnh tối đa 30.000 điểm; hãy thu nhỏ hoặc chụp ở độ phân giải thường.",
                en: "A picture has at most 40 megapixels, and 30,000 a side: make it smaller, or take it at the usual resolution."
            )
        case .damaged:
            BilingualText(vi: "Tệp hỏng hoặc không đầy đủ; hãy gửi lại.", en: "The file is damaged or not complete: send it again.")
        case .animated: BilingualText(vi: "Không nhận ảnh động.", en: "No moving pictures are taken.")
        case .tooHeavy:
            BilingualText(
                vi: "Ảnh này không xử lý được; hãy gửi ảnh nhỏ hơn.",
                en: "This picture takes too much work: send a smaller one."
            )
        case .activeDocument:
            BilingualText(
                vi: "PDF chứa mã lệnh, tệp nhúng hoặc hành động tự chạy; hãy in lại thành PDF hoặc quét.",
                en: "The PDF holds scripts, embedded files or actions that run: print it to a PDF anew, or scan it."
            )
        case .encryptedDocument: BilingualText(vi: "PDF đang bị khóa.", en: "The PDF is locked.")
        }
    }
}
