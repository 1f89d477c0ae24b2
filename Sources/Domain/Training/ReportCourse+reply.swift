extension ReportCourse {
    /// Has the reporter of a case do what the case says they do after a desk's command; nil where that is nothing, or not possible.
    package func replying(
        to command: ReportCommand,
        from replies: [TrainingCase.Reply],
        now: Instant,
        by catalog: ReferenceCatalog
    ) throws(SLAFault) -> (course: ReportCourse, reply: TrainingCase.Reply)? {
        guard let cause = TrainingCase.Reply.Cause(rawValue: command.action.rawValue) else { return nil }
        let made = entries.count { $0.actor == .citizen && $0.type == cause.entry }
        guard let reply = replies.filter({ $0.cause == cause }).dropFirst(made).first else { return nil }
        var course = self
        let context = CommandContext(actor: .citizen, now: now, catalog: catalog)
        guard case .success = try course.perform(reply.command, context) else { return nil }
        return (course, reply)
    }
}

extension TrainingCase.Reply.Cause {
    /// What the history then says of the reporter.
    fileprivate var entry: ReportEventType {
        switch self {
        case .requestInformation: .messageAdded
        case .resolve: .disputed
        }
    }
}
