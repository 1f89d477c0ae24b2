package import FoundationEssentials

extension ReferenceCatalog {
    /// Units by an id, or by an official code, which may be of units of several eras; none for what is neither.
    package func unitIDs(named name: String) -> [UUID] {
        if let id = UUID(uuidString: name) { return units[id] == nil ? [] : [id] }
        return units.values.filter { $0.code == name }.map(\.id)
    }

    /// Categories by a code; a group's stands for all in it.
    package func categoryIDs(named code: String) -> [UUID] {
        category(code).map { group in [group.id] + leaves(of: group).map(\.id) } ?? []
    }

    /// A category by its code, in force or no more.
    package func anyCategory(_ code: String) -> Category? { category(code) ?? formerCategories.first { $0.code == code } }

    /// The same by its id.
    package func anyCategory(_ id: UUID) -> Category? { (categories + formerCategories).first { $0.id == id } }

    /// A category and all that are or were in it.
    package func allCategoryIDs(in category: Category) -> [UUID] {
        [category.id] + (categories + formerCategories).filter { $0.parentID == category.id }.map(\.id)
    }

    /// What names stand for, in order; nil without any. A name that stands for nothing is an error of the parameter.
    package static func ids(
        of names: [String]?,
        in parameter: String,
        _ errors: inout [FieldError],
        find: (String) -> [UUID]
    ) -> [UUID]? {
        guard let names else { return nil }
        let found = names.map { PlainCode.isPlausible($0) ? find($0) : [] }
        if found.contains([]) { errors.append(FieldError(parameter, .unknownValue)) }
        return Set(found.joined()).sorted { $0.uuidString < $1.uuidString }
    }
}
