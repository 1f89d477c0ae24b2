package import Domain
internal import JSON

extension PolicySubmission {
    /// Reads a file that holds a policy as the API takes it; nil when that is not JSON.
    package static func read(file bytes: [UInt8]) -> PolicySubmission? {
        (try? JSONParser.parse(bytes)).map { read($0) }
    }

    /// Reads a policy; every member of a wrong type and every unknown one is reported at once.
    static func read(_ json: JSONValue) -> PolicySubmission {
        var submission = PolicySubmission()
        guard case .object(let members) = json else {
            submission.refused = [FieldError("", .wrongType)]
            return submission
        }
        var reader = JSONObjectReader(members)
        submission.code = reader.string("code")
        let name = reader.object("name") { ($0.string("vi"), $0.string("en")) }
        (submission.nameVi, submission.nameEn) = name ?? (nil, nil)
        submission.scope =
            reader.object("scope") { scope in
                Scope(category: scope.string("category"), severity: scope.string("severity"), unit: scope.string("unit"))
            } ?? Scope()
        submission.calendar = reader.string("calendar")
        submission.nominalDaySeconds = reader.integer("nominal_day_s")
        submission.resolveStarts = reader.string("resolve_starts")
        submission.acknowledge = reader.object("acknowledge", Limit.read) ?? Limit()
        submission.resolve = reader.object("resolve", Limit.read) ?? Limit()
        submission.handleSeconds = reader.integer("handle_s")
        submission.readLevels(&reader)
        let reopening = reader.object("reopening") { ($0.integer("percent"), $0.integer("least_s")) }
        (submission.reopeningPercent, submission.reopeningLeastSeconds) = reopening ?? (nil, nil)
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }

    private mutating func readLevels(_ reader: inout JSONObjectReader) {
        let levels = reader.object("levels") { levels in
            (
                levels.integers("warn"),
                levels.objects("escalate", most: PolicyLimits.levels) { Escalation(percent: $0.integer("percent"), rank: $0.string("to")) }
            )
        }
        (warnings, escalations) = levels ?? (nil, nil)
    }
}

extension PolicySubmission.Limit {
    fileprivate static func read(_ reader: inout JSONObjectReader) -> PolicySubmission.Limit? {
        PolicySubmission.Limit(
            seconds: reader.integer("target_s"),
            legalBasis: reader.string("legal_basis"),
            confirmed: reader.boolean("confirmed")
        )
    }
}

extension PolicyProposalSubmission {
    /// Reads the body of a proposal.
    static func read(_ json: JSONValue) -> PolicyProposalSubmission {
        var submission = PolicyProposalSubmission()
        guard case .object(let members) = json else {
            submission.refused = [FieldError("", .wrongType)]
            return submission
        }
        var reader = JSONObjectReader(members)
        submission.policy = reader.value("policy").map { PolicySubmission.read($0) }
        submission.reason = reader.string("reason")
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }
}

extension SimulationSubmission {
    /// Reads the body of a simulation.
    static func read(_ json: JSONValue) -> SimulationSubmission {
        var submission = SimulationSubmission()
        guard case .object(let members) = json else {
            submission.refused = [FieldError("", .wrongType)]
            return submission
        }
        var reader = JSONObjectReader(members)
        submission.policy = reader.value("policy").map { PolicySubmission.read($0) }
        submission.reports = reader.integer("reports")
        submission.from = reader.string("from")
        submission.to = reader.string("to")
        submission.unit = reader.string("unit")
        submission.category = reader.string("category")
        reader.finish()
        submission.refused = Array(reader.errors.prefix(Problem.mostErrors))
        return submission
    }
}
