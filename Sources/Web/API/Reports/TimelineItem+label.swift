import Domain

extension TimelineItem {
    /// What people read of an entry; a type this version does not know yet speaks for itself.
    var label: BilingualText {
        ReportEventType(rawValue: type).map(label) ?? BilingualText(vi: type, en: type)
    }

    private func label(_ type: ReportEventType) -> BilingualText {
        switch type {
        case .filed: BilingualText(vi: "Đã ghi nhận phản ánh", en: "Report recorded")
        case .routed: BilingualText(vi: "Đã chuyển đến \(holder.name.vi)", en: "Passed to \(holder.name.en)")
        case .corrected: BilingualText(vi: "Người phản ánh đã sửa nội dung", en: "Corrected by the reporter")
        case .withdrawn: BilingualText(vi: "Người phản ánh đã rút", en: "Withdrawn by the reporter")
        case .disputed: BilingualText(vi: "Người phản ánh không đồng ý với kết quả", en: "The reporter disputes the result")
        case .acknowledged: BilingualText(vi: "Đã tiếp nhận", en: "Accepted")
        case .started: BilingualText(vi: "Bắt đầu xử lý", en: "Work has begun")
        case .informationRequested: BilingualText(vi: "Đề nghị bổ sung thông tin", en: "More information asked for")
        case .paused: BilingualText(vi: "Tạm dừng tính thời hạn", en: "The time limit is paused")
        case .resumed: BilingualText(vi: "Tiếp tục tính thời hạn", en: "The time limit runs again")
        case .resumedAutomatically:
            BilingualText(vi: "Hết thời gian tạm dừng, tiếp tục tính thời hạn", en: "The pause is over, the time limit runs again")
        case .extended: BilingualText(vi: "Được gia hạn", en: "More time granted")
        case .transferred: BilingualText(vi: "Chuyển đến \(holder.name.vi)", en: "Transferred to \(holder.name.en)")
        case .declined:
            BilingualText(vi: "Không thuộc thẩm quyền, chuyển đến \(holder.name.vi)", en: "Declined, passed to \(holder.name.en)")
        case .escalated: BilingualText(vi: "Chuyển lên \(holder.name.vi)", en: "Escalated to \(holder.name.en)")
        case .rerouted:
            BilingualText(vi: "Chuyển đến \(holder.name.vi) theo địa giới mới", en: "Passed to \(holder.name.en) by new boundaries")
        case .resolved: BilingualText(vi: "Đã xử lý", en: "Resolved")
        case .refused: BilingualText(vi: "Từ chối", en: "Refused")
        case .markedDuplicate: BilingualText(vi: "Trùng với phản ánh khác", en: "Duplicate of another report")
        case .unmerged: BilingualText(vi: "Tách khỏi phản ánh trùng", en: "No longer a duplicate")
        case .classified: BilingualText(vi: "Phân loại lại", en: "Classified anew")
        case .relocated: BilingualText(vi: "Sửa vị trí", en: "The place was corrected")
        case .retargeted: BilingualText(vi: "Áp dụng thời hạn khác", en: "Another time limit holds")
        case .published: BilingualText(vi: "Đã công khai", en: "Published")
        case .reopened: BilingualText(vi: "Mở lại để xử lý tiếp", en: "Reopened")
        case .closed: BilingualText(vi: "Đã kết thúc", en: "Closed")
        case .undone: BilingualText(vi: "Bước trước đã được thu hồi", en: "The step before was taken back")
        case .slaBreached: breached
        case .burstNoticed: BilingualText(vi: "Đến cùng nhiều phản ánh giống nhau", en: "Came with many like it")
        case .slaVoided:
            BilingualText(vi: "Ghi nhận quá hạn trước đây không còn hiệu lực", en: "A limit noted as passed counts as passed no more")
        case .messageAdded: BilingualText(vi: "Người phản ánh bổ sung thông tin", en: "The reporter added something")
        case .rated: BilingualText(vi: "Người phản ánh đánh giá kết quả", en: "The reporter rated the result")
        case .followed: BilingualText(vi: "Có người theo dõi", en: "Somebody follows the report")
        case .flagged: BilingualText(vi: "Có người báo nội dung không phù hợp", en: "Somebody flagged the content")
        case .assigned: BilingualText(vi: "Đã phân công", en: "Assigned")
        case .opinionRequested: BilingualText(vi: "Đã hỏi ý kiến cơ quan khác", en: "Another desk was asked for its opinion")
        case .opinionGiven: BilingualText(vi: "Đã cho ý kiến", en: "The opinion was given")
        case .extensionRequested: BilingualText(vi: "Đề nghị gia hạn", en: "More time asked for")
        case .extensionRefused: BilingualText(vi: "Không đồng ý gia hạn", en: "More time refused")
        case .resolutionProposed: BilingualText(vi: "Trình duyệt kết quả", en: "The result waits for approval")
        case .resolutionSentBack: BilingualText(vi: "Kết quả bị trả lại", en: "The result was sent back")
        case .noted: BilingualText(vi: "Ghi chú nội bộ", en: "Note for the desk")
        case .withheld: BilingualText(vi: "Không công khai", en: "Withheld")
        case .slaWarned: BilingualText(vi: "Cảnh báo sắp hết thời hạn", en: "Time is running out")
        case .slaEscalated: BilingualText(vi: "Báo cáo cấp trên về quá hạn", en: "Superiors were told of the delay")
        }
    }

    private var breached: BilingualText {
        switch clock {
        case .acknowledge: BilingualText(vi: "Quá hạn tiếp nhận", en: "The limit to accept has passed")
        case .handle: BilingualText(vi: "Quá thời gian xử lý tại cơ quan", en: "The desk has had it for too long")
        case .resolve, nil: BilingualText(vi: "Quá hạn giải quyết", en: "The limit to resolve has passed")
        }
    }
}
