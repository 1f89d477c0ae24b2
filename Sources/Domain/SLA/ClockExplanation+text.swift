package import FoundationEssentials

extension ClockExplanation {
    /// The explanation as plain lines for people; times are Hanoi's. `agencies` gives names; one without a name goes unnamed.
    package func text(in language: Language, agencies: [UUID: BilingualText]) -> String {
        // What most came for stands first, how it comes about after it.
        var lines = [heading, due, limit, begin].compactMap(\.self)
        for stretch in stretches { lines += self.lines(of: stretch, agencies) }
        lines += [end, used, resumption].compactMap(\.self)
        lines += passed
        lines += ahead
        return lines.map { $0[language] }.joined(separator: "\n")
    }

    private var heading: BilingualText {
        let (name, state) = (ClockWords.name(clock.kind), ClockWords.state(clock, at: now))
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
        var vi = "Thời hạn là \(time.vi), theo chính sách “\(policy.nameVi)”, phiên bản \(policy.version)."
        var en = "The limit is \(time.en), by the policy “\(policy.nameEn)”, version \(policy.version)."
        if clock.kind == .resolve, clock.cycle > 1 {
            let (whole, least) = (ClockWords.workingTime(policy.resolveSeconds), ClockWords.workingTime(policy.reopening.minimumSeconds))
            let percent = policy.reopening.percent
            vi += " Sau khi mở lại: \(percent)% của \(whole.vi), ít nhất \(least.vi)."
            en += " After a reopening: \(percent)% of \(whole.en), at least \(least.en)."
        }
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
            let (began, counted) = (ClockWords.moment(start), ClockWords.moment(from))
            return BilingualText(
                vi: "Bắt đầu lúc \(began.vi), ngoài giờ làm việc, nên tính từ \(counted.vi) (giờ Hà Nội).",
                en: "Started at \(began.en), outside working hours, so counted from \(counted.en) (Hanoi time)."
            )
        }
        let began = ClockWords.moment(start)
        return BilingualText(vi: "Tính từ \(began.vi) (giờ Hà Nội).", en: "Counted from \(began.en) (Hanoi time).")
    }

    private func lines(of stretch: Stretch, _ agencies: [UUID: BilingualText]) -> [BilingualText] {
        let (from, to) = (ClockWords.moment(stretch.start), ClockWords.moment(stretch.end))
        let agency = agencies[stretch.agency].map { BilingualText(vi: ", \($0.vi)", en: ", \($0.en)") } ?? BilingualText(vi: "", en: "")
        let time = ClockWords.workingTime(stretch.seconds)
        if case .paused(let reason) = stretch.mode {
            let why = ClockWords.pause(reason)
            return [
                BilingualText(
                    vi: "Từ \(from.vi) đến \(to.vi)\(agency.vi): tạm dừng, \(why.vi) (không tính \(time.vi)).",
                    en: "From \(from.en) to \(to.en)\(agency.en): paused, \(why.en) (\(time.en) not counted)."
                )
            ]
        }
        let head = BilingualText(vi: "Từ \(from.vi) đến \(to.vi)\(agency.vi):", en: "From \(from.en) to \(to.en)\(agency.en):")
        let sum = BilingualText(vi: "  cộng lại: \(time.vi)", en: "  in all: \(time.en)")
        return [head] + ExplainedDays(stretch.days).lines + [sum]
    }

    private var end: BilingualText? {
        guard let stopped = clock.stoppedAt, clock.startedAt != nil else { return nil }
        let (at, used) = (ClockWords.moment(stopped), ClockWords.workingTime(usedSeconds))
        return BilingualText(vi: "Kết thúc lúc \(at.vi), đã dùng \(used.vi).", en: "Stopped at \(at.en), \(used.en) used.")
    }

    private var used: BilingualText? {
        guard clock.isLive else { return nil }
        let (at, used) = (ClockWords.moment(now), ClockWords.workingTime(usedSeconds))
        return BilingualText(vi: "Đến \(at.vi) đã dùng \(used.vi).", en: "Used until \(at.en): \(used.en).")
    }

    private var due: BilingualText? {
        if let projected = clock.projectedDue {
            let at = ClockWords.moment(projected)
            return BilingualText(
                vi: "Bắt đầu tính khi phản ánh được tiếp nhận, chậm nhất là khi hết hạn tiếp nhận. Hạn dự kiến muộn nhất: \(at.vi).",
                en: "Starts when the report is accepted, at the latest when the time to accept is over. Then due: \(at.en)."
            )
        }
        if clock.state == .pending {
            return BilingualText(
                vi: "Bắt đầu tính khi phản ánh được tiếp nhận, chậm nhất là khi hết hạn tiếp nhận. Chưa rõ hạn: lịch chưa có đến đó.",
                en: "Starts when the report is accepted, at the latest when the time to accept is over. The limit is not known: "
                    + "the calendar does not reach so far yet."
            )
        }
        guard let deadline = clock.deadline else { return nil }
        let (due, breach) = (ClockWords.moment(deadline.due), ClockWords.moment(deadline.breach))
        if deadline.due == deadline.breach { return BilingualText(vi: "Hạn: \(due.vi).", en: "Due: \(due.en).") }
        return BilingualText(
            vi: "Hạn: \(due.vi). Chỉ quá hạn sau \(breach.vi): trước đó không có giờ làm việc nào nữa.",
            en: "Due: \(due.en). Overdue only after \(breach.en): no working time comes before that."
        )
    }

    private var resumption: BilingualText? {
        guard let resumes = clock.resumesAt, let left = clock.remainingSeconds else { return nil }
        let (at, time) = (ClockWords.moment(resumes), ClockWords.workingTime(max(left, 0)))
        return BilingualText(
            vi: "Còn lại \(time.vi); tự tính tiếp từ \(at.vi).",
            en: "Left: \(time.en); goes on by itself at \(at.en)."
        )
    }

    private var passed: [BilingualText] {
        clock.levelEvents.map { event in
            let (name, at) = (ClockWords.level(event.level), ClockWords.moment(event.occurredAt))
            let why =
                event.byReclassification
                ? BilingualText(vi: ", do phân loại lại", en: ", by reclassification")
                : BilingualText(vi: "", en: "")
            return BilingualText(vi: "Đã qua: \(name.vi), \(at.vi)\(why.vi).", en: "Passed: \(name.en), \(at.en)\(why.en).")
        }
    }

    private var ahead: [BilingualText] {
        timers.compactMap { timer in
            guard case .level(let level) = timer.kind else { return nil }
            let (name, at) = (ClockWords.level(level), ClockWords.moment(timer.fireAt))
            return BilingualText(vi: "Sắp tới: \(name.vi), sau \(at.vi).", en: "Ahead: \(name.en), after \(at.en).")
        }
    }
}
