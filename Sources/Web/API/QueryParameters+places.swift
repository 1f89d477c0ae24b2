import Domain

extension QueryParameters {
    /// A place by `lat` and `lon`, which have to be there.
    mutating func pin() -> Pin {
        require("lat")
        require("lon")
        let latitude = parse("lat", .wrongType, Self.decimal)
        let longitude = parse("lon", .wrongType, Self.decimal)
        let pin = Pin(latitude: latitude ?? 0, longitude: longitude ?? 0)
        if pin.looksSwapped { refuse("lat", .coordinatesSwapped) } else if !pin.isOnEarth { refuse("lat", .outOfRange) }
        return pin
    }

    /// A box by its western, southern, eastern and northern limits.
    mutating func box(_ name: String) -> Box? {
        let limits: [Double]? = parse(name, .wrongType) { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let numbers = parts.compactMap(Self.decimal)
            return numbers.count == parts.count && numbers.count == 4 ? numbers : nil
        }
        guard let limits else { return nil }
        let southWest = Pin(latitude: limits[1], longitude: limits[0])
        let box = Box(southWest: southWest, northEast: Pin(latitude: limits[3], longitude: limits[2]))
        if southWest.looksSwapped { refuse(name, .coordinatesSwapped) } else if box == nil { refuse(name, .outOfRange) }
        return box
    }

    /// A decimal number as JSON would have it, with or without exponent; "nan", "inf" and hexadecimal forms, which `Double` would read, are
    /// none.
    static func decimal(_ text: String) -> Double? {
        guard text.utf8.count <= 32, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else {
            return nil
        }
        return Double(text)
    }
}
