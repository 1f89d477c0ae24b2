/// Part of the map between two meridians and two parallels, WGS 84 degrees. None lies across the date line.
package struct Box: Hashable, Sendable {
    package let southWest: Pin
    package let northEast: Pin

    /// nil for corners that are none of a box on Earth.
    package init?(southWest: Pin, northEast: Pin) {
        guard southWest.isOnEarth, northEast.isOnEarth, southWest.latitude < northEast.latitude, southWest.longitude < northEast.longitude
        else { return nil }
        self.southWest = southWest
        self.northEast = northEast
    }
}
