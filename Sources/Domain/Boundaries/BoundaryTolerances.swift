/// How exact imported boundaries have to be. The published ones are good to tens of metres, so slivers are told, not refused.
package struct BoundaryTolerances: Sendable {
    /// An overlap or gap from here on is worth a line, m². Transformation noise stays below 0.5 m².
    package var noticedArea: Double = 1
    /// An overlap or gap above this is an error, m²: a city block.
    package var largestArea: Double = 10_000
    /// A repair that changes more than this share of a polygon's area is an error.
    package var largestRepair: Double = 0.01
    /// A polygon's area may differ from the official table by this share without a word …
    package var noticedDifference: Double = 0.02
    /// … and up to this one with a warning. The published polygon of Hòa Lạc (09988) is 22.8 % larger than its official area, the next
    /// worst unit is off by 9.3 %; a polygon under a wrong code is off by far more than a quarter in most cases.
    package var largestDifference: Double = 0.25

    /// The values above, each with its reason.
    package init() {}
}
