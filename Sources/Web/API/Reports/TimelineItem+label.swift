import Domain

extension TimelineItem {
    /// What people read of an entry; a type this version does not know yet speaks for itself.
    var label: BilingualText {
        ReportEventType(rawValue: type).flatMap(label) ?? BilingualText(vi: type, en: type)
    }

    /// nil of entries that are not public.
    private func label(_ type: ReportEventType) -> BilingualText? {
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
        case .slaBreached:
            clock == .acknowledge
                ? BilingualText(vi: "Quá hạn tiếp nhận", en: "The limit to accept has passed")
                : BilingualText(vi: "Quá hạn giải quyết", en: "The limit to resolve has passed")
        case .slaVoided:
            BilingualText(vi: "Hủy ghi nhận quá hạn do đính chính lịch", en: "A limit noted as passed was not, after a correction")
        case .messageAdded, .rated, .followed, .flagged, .assigned, .opinionRequested, .opinionGiven, .extensionRequested,
            .extensionRefused, .resolutionProposed, .resolutionSentBack, .noted, .withheld, .slaWarned, .slaEscalated:
            nil
        }
    }
}
