/// Coordinates written inside free text, such as an address field, are a pin.
package enum CoordinateText {
    /// The WGS 84 position written in a text, or `nil` unless it is certain that one is meant.
    ///
    /// Certain means: a pair within latitudes 20…22 and longitudes 104.5…107 (in either order; these ranges
    /// do not overlap), each with at least three decimals or with seconds, and no second pair further than
    /// 0.0005° (50 m) away. In a map link the marked place (`!3d…!4d…`, `?q=`) counts before the centre of the
    /// view (`@…`). House numbers, telephone numbers, dates and sums of money are no pin. Only the first
    /// 4,096 scalars are read.
    package static func pin(in text: String) -> (latitude: Double, longitude: Double)? {
        let pairs = CoordinateScanner(text).pairs()
        guard let certainty = pairs.map(\.source.rawValue).max() else { return nil }
        let candidates = pairs.filter { $0.source.rawValue == certainty }
        guard let first = candidates.first, candidates.allSatisfy(first.isNear) else { return nil }
        return (first.latitude, first.longitude)
    }
}

/// Two angles that form a position in or around Hanoi.
struct CoordinatePair {
    /// What the pair stands for in its text, the less certain first.
    enum Source: Int {
        case view, text, place
    }

    let latitude: Double
    let longitude: Double
    let source: Source

    /// `nil` when the two are no position: out of range, axes that contradict, not precise, or money.
    init?(_ first: CoordinateAngle, _ second: CoordinateAngle, source: Source) {
        guard first.isPrecise, second.isPrecise, !(first.looksLikeMoney && second.looksLikeMoney) else { return nil }
        let angles = Self.isLatitude(first) && Self.isLongitude(second) ? (first, second) : (second, first)
        guard Self.isLatitude(angles.0), Self.isLongitude(angles.1) else { return nil }
        latitude = angles.0.degrees
        longitude = angles.1.degrees
        self.source = source
    }

    func isNear(_ other: CoordinatePair) -> Bool {
        abs(latitude - other.latitude) <= 0.0005 && abs(longitude - other.longitude) <= 0.0005
    }

    private static func isLatitude(_ angle: CoordinateAngle) -> Bool {
        (20...22).contains(angle.degrees) && angle.axis != .longitude
    }

    private static func isLongitude(_ angle: CoordinateAngle) -> Bool {
        (104.5...107).contains(angle.degrees) && angle.axis != .latitude
    }
}
