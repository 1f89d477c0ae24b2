/// All families and their series: the rules of the registry, without its lock and its log.
struct RegistryState: Sendable {
    /// The series of one name.
    struct Family: Sendable {
        let kind: MetricKind
        /// Escaped.
        let help: String
        var series: [String: any Series] = [:]
    }

    let familyLimit: Int
    let seriesLimit: Int
    private(set) var families: [String: Family] = [:]
    /// Which family occupies a sample name.
    private var owners: [String: String] = [:]
    private var noticed: Set<RegistryNotice> = []

    init(familyLimit: Int, seriesLimit: Int) {
        self.familyLimit = familyLimit
        self.seriesLimit = seriesLimit
    }

    /// The series `id`, made if need be. Always gives one to record into: shared when the family is full, unexposed when its name cannot be had.
    mutating func series<S: Series>(_ id: SeriesID, help: @autoclosure () -> String, make: (SeriesID) -> S) -> (S, RegistryNotice?) {
        if let refusal = claim(id.family, kind: S.kind, help: help()) {
            return (make(id), unnoticed(refusal))
        }
        if let known = existing(id, as: S.self) { return (known, nil) }
        guard (families[id.family]?.series.count ?? 0) < seriesLimit else {
            let overflow = SeriesID(family: id.family, labels: SeriesID.overflowLabels)
            let shared = existing(overflow, as: S.self) ?? insert(make(overflow))
            return (shared, unnoticed(.seriesLimit(family: id.family)))
        }
        return (insert(make(id)), nil)
    }

    /// Forgets a series, and its family with the last one. The overflow series stays: others record into it.
    mutating func remove(_ series: any Series) {
        let id = series.id
        guard id.labels != SeriesID.overflowLabels, families[id.family]?.series[id.labels] === series else { return }
        families[id.family]?.series[id.labels] = nil
        guard let family = families[id.family], family.series.isEmpty else { return }
        families[id.family] = nil
        for name in family.kind.sampleNames(of: id.family) { owners[name] = nil }
    }

    /// Why a family read at scrape time cannot be shown beside those kept here, or nil.
    func refusal(of name: String, kind: MetricKind) -> RegistryNotice? {
        if let family = families[name] {
            return family.kind == kind ? nil : .nameTaken(family: name, by: name)
        }
        let owner = kind.sampleNames(of: name).lazy.compactMap { owners[$0] }.first
        return owner.map { .nameTaken(family: name, by: $0) }
    }

    /// The notice if it is new, else nil. What was said is kept within a bound, for names might come from input.
    mutating func unnoticed(_ notice: RegistryNotice) -> RegistryNotice? {
        guard noticed.count < 2 * familyLimit, noticed.insert(notice).inserted else { return nil }
        return notice
    }

    private mutating func claim(_ name: String, kind: MetricKind, help: @autoclosure () -> String) -> RegistryNotice? {
        if let refusal = refusal(of: name, kind: kind) { return refusal }
        guard families[name] == nil else { return nil }
        guard families.count < familyLimit else { return .familyLimit }
        families[name] = Family(kind: kind, help: help())
        for sample in kind.sampleNames(of: name) { owners[sample] = name }
        return nil
    }

    private func existing<S: Series>(_ id: SeriesID, as type: S.Type) -> S? {
        families[id.family]?.series[id.labels] as? S
    }

    private mutating func insert<S: Series>(_ series: S) -> S {
        families[series.id.family]?.series[series.id.labels] = series
        return series
    }
}
