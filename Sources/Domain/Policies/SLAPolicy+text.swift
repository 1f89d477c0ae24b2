internal import FoundationEssentials

extension SLAPolicy {
    /// What the policy says, as plain lines for people.
    package func text(in language: Language) -> String {
        let lines = [
            BilingualText(vi: "\(nameVi) (\(code), phiên bản \(version))", en: "\(nameEn) (\(code), version \(version))"),
            line(acknowledge, ClockWords.name(.acknowledge)),
            line(resolve, ClockWords.name(.resolve)),
            starts, holding, calendar, reopenings,
        ]
        return (lines.compactMap(\.self) + levels.all.map(ClockWords.level)).map { $0[language] }.joined(separator: "\n")
    }

    private func line(_ limit: Limit, _ name: BilingualText) -> BilingualText {
        let time = ClockWords.workingTime(limit.seconds)
        let basis =
            limit.legalBasis.map { BilingualText(vi: ", căn cứ: \($0)", en: ", legal basis: \($0)") } ?? BilingualText(vi: "", en: "")
        let doubt = limit.confirmed ? BilingualText(vi: "", en: "") : BilingualText(vi: ", chưa được xác nhận", en: ", not confirmed")
        return BilingualText(vi: "\(name.vi): \(time.vi)\(basis.vi)\(doubt.vi)", en: "\(name.en): \(time.en)\(basis.en)\(doubt.en)")
    }

    private var starts: BilingualText? {
        guard resolveStarts == .receipt else { return nil }
        return BilingualText(vi: "Thời hạn giải quyết tính từ khi nhận", en: "The time to resolve counts from the receipt")
    }

    private var holding: BilingualText? {
        handleSeconds.map { seconds in
            let time = ClockWords.workingTime(seconds)
            return BilingualText(vi: "\(ClockWords.name(.handle(agency: id)).vi): \(time.vi)", en: "Time at one agency: \(time.en)")
        }
    }

    private var calendar: BilingualText {
        let day = ClockWords.amount(nominalDaySeconds)
        return BilingualText(
            vi: "Lịch làm việc \(calendarKey), một ngày làm việc là \(day.vi)",
            en: "Calendar \(calendarKey), one working day is \(day.en)"
        )
    }

    private var reopenings: BilingualText {
        let time = ClockWords.workingTime(reopenedResolveSeconds)
        return BilingualText(vi: "Khi mở lại: \(time.vi)", en: "After a reopening: \(time.en)")
    }
}

extension SLAPolicy.Scope {
    /// What reports are meant, briefly: codes and ids, `everything` for the default.
    package var brief: String {
        let parts = [category, severity?.rawValue, unit.map { "unit \($0.uuidString.lowercased())" }].compactMap(\.self)
        return parts.isEmpty ? "everything" : parts.joined(separator: ", ")
    }
}
