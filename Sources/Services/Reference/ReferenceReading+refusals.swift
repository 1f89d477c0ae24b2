internal import Domain
internal import Store

extension ReferenceReading {
    /// Every code once.
    func refusals() throws -> [RefusalReason] {
        let file: ReferenceFiles.Refusals = try folder.json("refusals.json")
        let reasons = try file.refusals.map { entry in
            guard let code = RefusalCode(rawValue: entry.code) else { throw ReferenceFileError(file: "refusals.json", fault: entry.code) }
            return RefusalReason(
                code: code,
                name: BilingualText(vi: entry.vi, en: entry.en),
                explanation: BilingualText(vi: entry.explanation.vi, en: entry.explanation.en),
                legalBasis: entry.legalBasis,
                guidance: entry.guidance.map {
                    RefusalReason.Guidance(title: BilingualText(vi: $0.vi, en: $0.en), url: $0.url, phone: $0.phone)
                }
            )
        }
        for code in RefusalCode.allCases where reasons.count(where: { $0.code == code }) != 1 {
            throw ReferenceFileError(file: "refusals.json", fault: "\(code.rawValue) stands there not once")
        }
        return reasons
    }
}
