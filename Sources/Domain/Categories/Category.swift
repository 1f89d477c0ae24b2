package import FoundationEssentials

/// How openly reports of a category are shown.
package enum Sensitivity: Int, Sendable, CaseIterable {
    /// Listed, the pin to about 50 m.
    case listed = 0
    /// Listed, only the unit is shown.
    case coarse = 1
    /// Never shown to the public, counted only.
    case unlisted = 2
}

/// What only a leaf of the tree has: how its reports are treated.
package struct Treatment: Hashable, Sendable {
    package let severity: Severity
    package let sensitivity: Sensitivity

    package init(severity: Severity, sensitivity: Sensitivity) {
        self.severity = severity
        self.sensitivity = sensitivity
    }
}

/// One version of a category: a group (no treatment) or a leaf that reports are filed under.
package struct Category: Sendable {
    package let id: UUID
    package let code: String
    package let version: Int
    package let parentID: UUID?
    /// Order among its siblings.
    package let position: Int
    package let name: BilingualText
    /// nil for a group.
    package let treatment: Treatment?
    /// Whether closing a report needs a photo.
    package let evidenceRequired: Bool
    package let legalBasis: String?
    /// Numbers to call in danger: 113 police, 114 fire and rescue, 115 ambulance.
    package let emergencyNumbers: [String]
    package let attributes: [AttributeDefinition]

    package init(
        id: UUID,
        code: String,
        version: Int,
        parentID: UUID?,
        position: Int,
        name: BilingualText,
        treatment: Treatment?,
        evidenceRequired: Bool,
        legalBasis: String?,
        emergencyNumbers: [String],
        attributes: [AttributeDefinition]
    ) {
        self.id = id
        self.code = code
        self.version = version
        self.parentID = parentID
        self.position = position
        self.name = name
        self.treatment = treatment
        self.evidenceRequired = evidenceRequired
        self.legalBasis = legalBasis
        self.emergencyNumbers = emergencyNumbers
        self.attributes = attributes
    }
}
