/// A place on the map, WGS 84 degrees.
package struct Pin: Hashable, Sendable {
    package let latitude: Double
    package let longitude: Double

    package init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Whether the numbers are a place on Earth at all.
    package var isOnEarth: Bool {
        (-90...90).contains(latitude) && (-180...180).contains(longitude)
    }

    /// Whether the place can be in or within some 50 km of Hanoi; nothing else is worth a look-up, and map projections of the
    /// region are undefined far outside it.
    package var isNearHanoi: Bool {
        (20...22).contains(latitude) && (104.5...107).contains(longitude)
    }

    /// Whether the two numbers were given in the wrong order: only swapped do they fall near Hanoi (20–22° N, 105–107° E).
    package var looksSwapped: Bool {
        (104...108).contains(latitude) && (19...23).contains(longitude)
    }
}
