package import FoundationEssentials

/// One version of a category.
package struct CategoryVersion: Hashable, Sendable {
    package let category: UUID
    package let version: Int

    package init(category: UUID, version: Int) {
        self.category = category
        self.version = version
    }
}

/// What a category is called in one of its versions.
package struct CategoryName: Hashable, Sendable {
    package let code: String
    package let name: BilingualText

    package init(code: String, name: BilingualText) {
        self.code = code
        self.name = name
    }
}
