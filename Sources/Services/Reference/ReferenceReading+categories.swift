internal import Domain
internal import Foundation
internal import Store

extension ReferenceReading {
    func categories() throws -> [ReferenceData.Category] {
        let file: ReferenceFiles.Categories = try folder.json("categories.json")
        return try file.groups.enumerated().flatMap { position, group in
            let leaves = try group.children.enumerated().map { try leaf($0.element, of: group.code, at: $0.offset) }
            return [
                ReferenceData.Category(
                    id: .next(),
                    code: group.code,
                    parent: nil,
                    position: position,
                    name: BilingualText(vi: group.vi, en: group.en),
                    treatment: nil,
                    evidenceRequired: false,
                    legalBasis: nil,
                    emergency: [],
                    alsoAgencies: [],
                    attributesJSON: "[]",
                    digest: try ReferenceDigest.of([group.code, group.vi, group.en, String(position)])
                )
            ] + leaves
        }
    }

    private func leaf(_ leaf: ReferenceFiles.Categories.Leaf, of group: String, at position: Int) throws -> ReferenceData.Category {
        guard let severity = Severity(rawValue: leaf.severity), let sensitivity = Sensitivity(rawValue: leaf.sensitivity),
            leaf.attributes.allSatisfy({ $0.definition != nil })
        else { throw ReferenceFileError(file: "categories.json", fault: leaf.code) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return ReferenceData.Category(
            id: .next(),
            code: leaf.code,
            parent: group,
            position: position,
            name: BilingualText(vi: leaf.vi, en: leaf.en),
            treatment: Treatment(severity: severity, sensitivity: sensitivity),
            evidenceRequired: leaf.evidenceRequired,
            legalBasis: leaf.legalBasis,
            emergency: leaf.emergency,
            alsoAgencies: leaf.also ?? [],
            attributesJSON: String(decoding: try encoder.encode(leaf.attributes), as: UTF8.self),
            digest: try ReferenceDigest.of(Entry(leaf: leaf, position: position))
        )
    }

    func rules() throws -> [ReferenceData.Rule] {
        let categories = Set(data.categories.map(\.code))
        let agencies = Set(data.agencies.filter { !$0.kind.isForPractice }.map(\.code))
        return try folder.rows("routing-rules.csv").map { row in
            let category = try row.text("category")
            let target = try row.text("target")
            let desk = target.hasPrefix("unit:") ? String(target.dropFirst(5)) : nil
            guard categories.contains(category), desk != nil || agencies.contains(target) else {
                throw row.fault("\(category) → \(target)")
            }
            return ReferenceData.Rule(
                id: .next(),
                category: category,
                agency: desk == nil ? target : nil,
                unitDesk: desk,
                status: try row.text("status"),
                note: row.optional("note")
            )
        }
    }
}

/// What the digest of a leaf covers: moving it is a change too.
private struct Entry: Encodable {
    let leaf: ReferenceFiles.Categories.Leaf
    let position: Int
}
