package import FoundationEssentials

/// The boundaries a report was routed by.
package struct BoundaryVersionSummary: Hashable, Sendable {
    package let id: UUID
    package let title: String
    /// Cells computed from points and areas, not the official borders.
    package let isApproximate: Bool

    package init(id: UUID, title: String, isApproximate: Bool) {
        self.id = id
        self.title = title
        self.isApproximate = isApproximate
    }
}

/// A unit that covers a point or whose border runs near it.
package struct NearbyUnit: Hashable, Sendable {
    package let unit: AdministrativeUnit
    /// Whether the point lies inside the unit or on its border.
    package let covers: Bool
    /// Metres from the point to the unit's own border; nil when farther than 200 m.
    package let distanceM: Double?

    package init(unit: AdministrativeUnit, covers: Bool, distanceM: Double?) {
        self.unit = unit
        self.covers = covers
        self.distanceM = distanceM
    }
}

/// How the responsible desk was found.
package enum RoutingMethod: String, Sendable, CaseIterable {
    case point
    case address
    case border
    case rule
    case manual
}

/// How sure the unit is.
package enum RoutingConfidence: String, Sendable, CaseIterable {
    case high
    case medium
    case low
}

/// Another unit that may be the responsible one.
package struct RoutingCandidate: Hashable, Sendable {
    package let unit: AdministrativeUnit
    /// Metres to its border.
    package let distanceM: Double

    package init(unit: AdministrativeUnit, distanceM: Double) {
        self.unit = unit
        self.distanceM = distanceM
    }
}

/// The unit on the ground for a point.
package struct UnitLocation: Hashable, Sendable {
    package let unit: AdministrativeUnit
    package let confidence: RoutingConfidence
    /// Metres to the unit's border; nil beyond 200 m.
    package let distanceToBorderM: Double?
    /// Other units within 30 m (or the pin's accuracy where that is larger, at most 200 m), nearest first.
    package let candidates: [RoutingCandidate]
    /// Whether the point lies outside every unit, at most 500 m away.
    package let isOutside: Bool

    /// The unit responsible for a point, or nil when the point is outside the city.
    ///
    /// `nearby` holds every unit that covers the point or has a border within 200 m of it, and, when none covers it,
    /// within 500 m. A point on a shared edge belongs to the unit with the lowest code: any fixed choice will do, but
    /// every instance and every retry must make the same one.
    package static func resolve(_ nearby: [NearbyUnit], accuracyM: Double?, approximate: Bool) -> UnitLocation? {
        let covering = nearby.filter(\.covers).min { $0.unit.code < $1.unit.code }
        let nearest = nearby.min { ($0.distanceM ?? .infinity, $0.unit.code) < ($1.distanceM ?? .infinity, $1.unit.code) }
        guard let own = covering ?? nearest else { return nil }

        let radius = min(max(30, accuracyM ?? 0), 200)
        let candidates =
            nearby
            .compactMap { near in near.distanceM.map { RoutingCandidate(unit: near.unit, distanceM: $0) } }
            .filter { $0.unit.id != own.unit.id && $0.distanceM <= radius }
            .sorted { ($0.distanceM, $0.unit.code) < ($1.distanceM, $1.unit.code) }
        return UnitLocation(
            unit: own.unit,
            confidence: confidence(
                outside: covering == nil,
                contested: !candidates.isEmpty,
                approximate: approximate,
                vague: (accuracyM ?? 0) > 200
            ),
            distanceToBorderM: own.distanceM,
            candidates: candidates,
            isOutside: covering == nil
        )
    }

    private static func confidence(outside: Bool, contested: Bool, approximate: Bool, vague: Bool) -> RoutingConfidence {
        if outside || (approximate && contested) { return .low }
        return contested || approximate || vague ? .medium : .high
    }
}

/// Who is responsible for a report, how that was found and how sure it is.
package struct RoutingDecision: Hashable, Sendable {
    /// nil when only an address is known.
    package let unit: AdministrativeUnit?
    /// The desk that takes the report in.
    package let agency: Agency
    /// The responsible desk, in whose place the coordinator has the report because nobody has an account there yet.
    package let standsInFor: Agency?
    package let method: RoutingMethod
    package let confidence: RoutingConfidence
    /// nil when only an address is known.
    package let boundaryVersion: BoundaryVersionSummary?
    package let distanceToBorderM: Double?
    package let candidates: [RoutingCandidate]
    package let isOutside: Bool

    package init(
        unit: AdministrativeUnit?,
        agency: Agency,
        standsInFor: Agency?,
        method: RoutingMethod,
        confidence: RoutingConfidence,
        boundaryVersion: BoundaryVersionSummary?,
        distanceToBorderM: Double?,
        candidates: [RoutingCandidate],
        isOutside: Bool
    ) {
        self.unit = unit
        self.agency = agency
        self.standsInFor = standsInFor
        self.method = method
        self.confidence = confidence
        self.boundaryVersion = boundaryVersion
        self.distanceToBorderM = distanceToBorderM
        self.candidates = candidates
        self.isOutside = isOutside
    }

    /// The same place, at a desk that is named.
    package func reaching(_ desk: Agency) -> RoutingDecision {
        RoutingDecision(
            unit: unit,
            agency: desk,
            standsInFor: nil,
            method: method,
            confidence: confidence,
            boundaryVersion: boundaryVersion,
            distanceToBorderM: distanceToBorderM,
            candidates: candidates,
            isOutside: isOutside
        )
    }

    /// What the reporter should know about the choice; nil when it is sure.
    package var advice: BilingualText? {
        if unit == nil { return Advice.addressOnly }
        if isOutside { return Advice.outside }
        if !candidates.isEmpty { return Advice.border }
        if standsInFor != nil { return Advice.unstaffed }
        return boundaryVersion?.isApproximate == true ? Advice.approximate : nil
    }
}

private enum Advice {
    static let addressOnly = BilingualText(
        vi: "Chưa có vị trí trên bản đồ: Trung tâm Phục vụ hành chính công Thành phố sẽ xác định đơn vị phụ trách.",
        en: "There is no pin on the map: the city coordinator will find the responsible unit."
    )
    static let outside = BilingualText(
        vi: "Vị trí nằm ngoài ranh giới Thành phố; phản ánh được chuyển đến đơn vị gần nhất để xác minh.",
        en: "The pin lies just outside the city; the nearest unit will verify it."
    )
    static let border = BilingualText(
        vi: "Vị trí nằm sát ranh giới giữa các đơn vị; đơn vị nhận có thể chuyển tiếp, thời hạn không thay đổi.",
        en: "The pin lies close to a border between units; the report may be passed on, the time limits stay the same."
    )
    static let unstaffed = BilingualText(
        vi: "Cơ quan phụ trách chưa có tài khoản: Trung tâm Phục vụ hành chính công Thành phố nhận thay, thời hạn không thay đổi.",
        en: "The responsible desk has no account yet: the city coordinator stands in for it, the time limits stay the same."
    )
    static let approximate = BilingualText(
        vi: "Ranh giới đang dùng là gần đúng; đơn vị nhận có thể chuyển tiếp, thời hạn không thay đổi.",
        en: "The boundaries in use are approximate; the report may be passed on, the time limits stay the same."
    )
}
