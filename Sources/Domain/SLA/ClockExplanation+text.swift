package import FoundationEssentials

extension ClockExplanation {
    /// The explanation as plain lines for people; times are Hanoi's. `agencies` gives names; one without a name goes unnamed.
    package func text(in language: Language, agencies: [UUID: BilingualText]) -> String {
        var lines = [heading, limit, begin].compactMap(\.self)
        for stretch in stretches { lines += self.lines(of: stretch, agencies) }
        lines += [end, used, due, resumption].compactMap(\.self)
        lines += passed
        lines += ahead
        return lines.map { $0[language] }.joined(separator: "\n")
    }

    private var heading: BilingualText {
        let (name, state) = (ClockWords.name(clock.kind), ClockWords.state(clock))
        let cycle =
            clock.cycle == 1 ? BilingualText(vi: "", en: "") : BilingualText(vi: " (lần \(clock.cycle))", en: " (round \(clock.cycle))")
        return BilingualText(vi: "\(name.vi)\(cycle.vi): \(state.vi)", en: "\(name.en)\(cycle.en): \(state.en)")
    }

    private var basis: SLAPolicy.Limit? {
        switch clock.kind {
        case .acknowledge: policy.acknowledge
        case .resolve: policy.resolve
        case .handle: nil
        }
    }

    private var limit: BilingualText? {
        guard let target = clock.targetSeconds else { return nil }
        let time = ClockWords.workingTime(target)
        var vi = "Thời hạn \(time.vi) theo quy định “\(policy.nameVi)”, phiên bản \(policy.version)."
        var en = "Limit \(time.en), by policy “\(policy.nameEn)”, version \(policy.version)."
        if clock.extendedSeconds > 0 {
            let more = ClockWords.workingTime(clock.extendedSeconds)
            vi += " Trong đó gia hạn \(more.vi)."
            en += " Of these \(more.en) by extension."
        }
        if let legal = basis?.legalBasis {
            vi += " Căn cứ: \(legal)."
            en += " Legal basis: \(legal)."
        }
        if basis?.confirmed == false {
            vi += " Thời hạn này chưa được Thành phố xác nhận."
            en += " The city has not confirmed this limit."
        }
        return BilingualText(vi: vi, en: en)
    }

    private var begin: BilingualText? {
        guard let start = clock.startedAt else { return nil }
        if let from = clock.countsFrom, from > start {
            return BilingualText(
                vi: "Bắt đầu \(ClockWords.time(start)), ngoài giờ làm việc; thời hạn tính từ \(ClockWords.time(from)).",
                en: "Started \(ClockWords.time(start)), outside working hours; counted from \(ClockWords.time(from))."
            )
        }
        return BilingualText(vi: "Tính từ \(ClockWords.time(start)).", en: "Counted from \(ClockWords.time(start)).")
    }

    private func lines(of stretch: Stretch, _ agencies: [UUID: BilingualText]) -> [BilingualText] {
        let (from, to) = (ClockWords.time(stretch.start), ClockWords.time(stretch.end))
        let agency = agencies[stretch.agency].map { BilingualText(vi: ", \($0.vi)", en: ", \($0.en)") } ?? BilingualText(vi: "", en: "")
        let time = ClockWords.workingTime(stretch.seconds)
        if case .paused(let reason) = stretch.mode {
            let why = ClockWords.pause(reason)
            return [
                BilingualText(
                    vi: "Từ \(from) đến \(to)\(agency.vi): tạm dừng, \(why.vi) (không tính \(time.vi)).",
                    en: "From \(from) to \(to)\(agency.en): paused, \(why.en) (\(time.en) not counted)."
                )
            ]
        }
        let head = BilingualText(vi: "Từ \(from) đến \(to)\(agency.vi):", en: "From \(from) to \(to)\(agency.en):")
        let sum = BilingualText(vi: "  Cộng \(time.vi).", en: "  Sum: \(time.en).")
        return [head] + ExplainedDays(stretch.days).lines + [sum]
    }

    private var end: BilingualText? {
        guard let stopped = clock.stoppedAt, clock.startedAt != nil else { return nil }
        let (at, used) = (ClockWords.time(stopped), ClockWords.workingTime(usedSeconds))
        return BilingualText(vi: "Kết thúc \(at), đã dùng \(used.vi).", en: "Stopped \(at), \(used.en) used.")
    }

    private var used: BilingualText? {
        guard clock.isLive else { return nil }
        let (at, used) = (ClockWords.time(now), ClockWords.workingTime(usedSeconds))
        return BilingualText(vi: "Đến \(at) đã dùng \(used.vi).", en: "Until \(at) \(used.en) used.")
    }

    private var due: BilingualText? {
        if let projected = clock.projectedDue {
            let at = ClockWords.time(projected)
            return BilingualText(
                vi: "Bắt đầu tính khi phản ánh được tiếp nhận, chậm nhất khi hết thời hạn tiếp nhận; hạn dự kiến muộn nhất \(at).",
                en: "Starts when the report is accepted, at the latest when the time for that is over; then due \(at)."
            )
        }
        guard let deadline = clock.deadline else { return nil }
        let (due, breach) = (ClockWords.time(deadline.due), ClockWords.time(deadline.breach))
        return BilingualText(vi: "Hạn: \(due). Chỉ tính là quá hạn sau \(breach).", en: "Due: \(due). Overdue only after \(breach).")
    }

    private var resumption: BilingualText? {
        guard let resumes = clock.resumesAt, let left = clock.remainingSeconds else { return nil }
        let (at, time) = (ClockWords.time(resumes), ClockWords.workingTime(max(left, 0)))
        return BilingualText(vi: "Còn lại \(time.vi); tự tính tiếp từ \(at).", en: "\(time.en) left; goes on by itself \(at).")
    }

    private var passed: [BilingualText] {
        clock.levelEvents.map { event in
            let (name, at) = (ClockWords.level(event.level), ClockWords.time(event.occurredAt))
            let why =
                event.byReclassification
                ? BilingualText(vi: ", do phân loại lại", en: ", by reclassification")
                : BilingualText(vi: "", en: "")
            return BilingualText(vi: "Đã qua: \(name.vi), \(at)\(why.vi).", en: "Passed: \(name.en), \(at)\(why.en).")
        }
    }

    private var ahead: [BilingualText] {
        timers.compactMap { timer in
            guard case .level(let level) = timer.kind else { return nil }
            let (name, at) = (ClockWords.level(level), ClockWords.time(timer.fireAt))
            return BilingualText(vi: "Sắp tới: \(name.vi), sau \(at).", en: "Ahead: \(name.en), after \(at).")
        }
    }
}
