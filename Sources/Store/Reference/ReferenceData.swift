package import Domain
package import FoundationEssentials

/// Everything `sql/reference` says, checked, ready to be written. Ids of rows that exist already stay as they are.
package struct ReferenceData: Sendable {
    package var units: [Unit] = []
    package var successions: [Succession] = []
    package var agencies: [Agency] = []
    package var categories: [Category] = []
    package var rules: [Rule] = []
    package var calendars: [Calendar] = []
    package var policies: [Policy] = []
    /// In the order in which they are offered.
    package var trainingCases: [TrainingCaseRecord] = []
    /// One for each code.
    package var refusals: [RefusalReason] = []

    package init() {}

    /// A unit of any era.
    package struct Unit: Sendable {
        package let unit: AdministrativeUnit
        package let searchKey: String
        package let districtCode: String?
        package let districtName: String?

        package init(unit: AdministrativeUnit, searchKey: String, districtCode: String? = nil, districtName: String? = nil) {
            self.unit = unit
            self.searchKey = searchKey
            self.districtCode = districtCode
            self.districtName = districtName
        }
    }

    /// What a unit that ended on a day passed on to one that began on it.
    package struct Succession: Sendable {
        package let predecessor: String
        package let successor: String
        package let on: CivilDate
        package let kind: String
        package let certainty: String
        package let legalRef: String
        package let clause: Int

        package init(
            predecessor: String,
            successor: String,
            on: CivilDate,
            kind: String,
            certainty: String,
            legalRef: String,
            clause: Int
        ) {
            self.predecessor = predecessor
            self.successor = successor
            self.on = on
            self.kind = kind
            self.certainty = certainty
            self.legalRef = legalRef
            self.clause = clause
        }
    }

    /// A desk, and the unit it belongs to: by code and first day, as codes are used again.
    package struct Agency: Sendable {
        /// Given to the row if it is new.
        package let id: UUID
        package let code: String
        package let kind: AgencyKind
        package let name: BilingualText
        package let shortName: String
        package let unit: AdministrativeUnit?

        package init(id: UUID, code: String, kind: AgencyKind, name: BilingualText, shortName: String, unit: AdministrativeUnit?) {
            self.id = id
            self.code = code
            self.kind = kind
            self.name = name
            self.shortName = shortName
            self.unit = unit
        }
    }

    /// A group (`parent` nil) or leaf. `digest` tells whether the file's entry has changed.
    package struct Category: Sendable {
        /// Given to the row if it is new.
        package let id: UUID
        package let code: String
        package let parent: String?
        package let position: Int
        package let name: BilingualText
        package let treatment: Treatment?
        package let evidenceRequired: Bool
        package let legalBasis: String?
        package let emergency: [String]
        package let alsoAgencies: [String]
        package let attributesJSON: String
        package let digest: Data

        package init(
            id: UUID,
            code: String,
            parent: String?,
            position: Int,
            name: BilingualText,
            treatment: Treatment?,
            evidenceRequired: Bool,
            legalBasis: String?,
            emergency: [String],
            alsoAgencies: [String],
            attributesJSON: String,
            digest: Data
        ) {
            self.id = id
            self.code = code
            self.parent = parent
            self.position = position
            self.name = name
            self.treatment = treatment
            self.evidenceRequired = evidenceRequired
            self.legalBasis = legalBasis
            self.emergency = emergency
            self.alsoAgencies = alsoAgencies
            self.attributesJSON = attributesJSON
            self.digest = digest
        }
    }

    /// A routing rule as shipped; whoever activates it later is not overruled by loading again.
    package struct Rule: Sendable {
        /// Given to the row if it is new.
        package let id: UUID
        package let category: String
        package let agency: String?
        package let unitDesk: String?
        package let status: String
        package let note: String?

        package init(id: UUID, category: String, agency: String?, unitDesk: String?, status: String, note: String?) {
            self.id = id
            self.category = category
            self.agency = agency
            self.unitDesk = unitDesk
            self.status = status
            self.note = note
        }
    }

    /// A working calendar that passed its publish checks.
    package struct Calendar: Sendable {
        package let code: String
        package let name: BilingualText
        /// Where the hours come from.
        package let source: String
        package let definition: CalendarDefinition
        package let digest: Data

        package init(code: String, name: BilingualText, source: String, definition: CalendarDefinition, digest: Data) {
            self.code = code
            self.name = name
            self.source = source
            self.definition = definition
            self.digest = digest
        }
    }

    /// Time limits; the policy's id is the one to give a new version, its version number is ignored.
    package struct Policy: Sendable {
        package let policy: SLAPolicy
        package let digest: Data

        package init(policy: SLAPolicy, digest: Data) {
            self.policy = policy
            self.digest = digest
        }
    }
}

/// How many rows of each kind a load added or changed.
package struct ReferenceChanges: Hashable, Sendable {
    package var units = 0
    package var successions = 0
    package var agencies = 0
    package var categories = 0
    package var rules = 0
    package var calendars = 0
    package var policies = 0
    package var trainingCases = 0
    package var refusals = 0
    /// Calendars that the files would change, and that stayed as they are.
    package var keptCalendars: [KeptCalendar] = []
    /// Policies that the files would change, and that stayed as they are.
    package var keptPolicies: [KeptPolicy] = []

    package init() {}

    /// Whether nothing is different from before.
    package var isEmpty: Bool {
        [units, successions, agencies, categories, rules, calendars, policies, trainingCases, refusals].allSatisfy { $0 == 0 }
    }
}
