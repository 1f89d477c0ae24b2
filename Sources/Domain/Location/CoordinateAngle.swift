/// One angle as written: decimal degrees, degrees and decimal minutes, or degrees, minutes and seconds.
struct CoordinateAngle {
    /// What the letter at the angle says (N, B for *bắc*; E, Đ for *đông*).
    enum Axis {
        case latitude, longitude
    }

    var degrees: Double
    var axis: Axis?
    /// Three decimals of a degree (110 m) or of a minute, or seconds.
    var isPrecise: Bool
    /// Exactly three decimals, the last two zero: with a dot for thousands that is how đồng are written.
    var looksLikeMoney = false
    /// Ends in a sign or letter, so that another angle may follow at once.
    var isClosed = false

    init(_ number: CoordinateNumber) {
        degrees = number.value
        isPrecise = number.decimals.count >= 3
        looksLikeMoney = number.decimals.count == 3 && number.decimals.hasSuffix("00")
    }

    /// The axis a capital letter names. South and west are never in Vietnam, so those letters name none.
    static func axis(of scalar: Unicode.Scalar) -> Axis? {
        switch scalar {
        case "N", "B": .latitude
        case "E", "Đ": .longitude
        default: nil
        }
    }
}

/// An unsigned decimal number as written.
struct CoordinateNumber {
    /// ASCII digits before the separator, 1…3 of them.
    let whole: String
    /// ASCII digits after it, empty when there is none.
    let decimals: String
    /// Whether the separator is a comma.
    let hasComma: Bool

    var value: Double { Double("\(whole).\(decimals.isEmpty ? "0" : decimals)") ?? .nan }
}
