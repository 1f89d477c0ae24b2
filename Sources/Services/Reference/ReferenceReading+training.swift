internal import Domain
internal import FoundationEssentials
internal import Store

extension ReferenceReading {
    /// Each has to be one that could be filed today.
    func trainingCases() throws -> [TrainingCaseRecord] {
        let file: ReferenceFiles.TrainingCases = try folder.json("training-cases.json")
        let categories = FiledCategories(data.categories)
        for (index, entry) in file.cases.enumerated() {
            guard let item = entry.definition, item.isSound(by: categories, now: now),
                !file.cases.prefix(index).contains(where: { $0.code == entry.code })
            else { throw ReferenceFileError(file: "training-cases.json", fault: entry.code) }
        }
        return file.cases
    }
}

/// The categories that are about to be loaded.
private struct FiledCategories: CategoryLookup {
    private let byCode: [String: Domain.Category]

    init(_ categories: [ReferenceData.Category]) {
        let ids = Dictionary(categories.map { ($0.code, $0.id) }) { first, _ in first }
        byCode = categories.reduce(into: [:]) { found, row in
            found[row.code] = Domain.Category(
                id: row.id,
                code: row.code,
                version: 1,
                parentID: row.parent.flatMap { ids[$0] },
                position: row.position,
                name: row.name,
                treatment: row.treatment,
                evidenceRequired: row.evidenceRequired,
                legalBasis: row.legalBasis,
                emergencyNumbers: row.emergency,
                attributes: AttributeRecord.definitions(json: row.attributesJSON) ?? []
            )
        }
    }

    func category(_ code: String) -> Domain.Category? { byCode[code] }
}
