import Foundation

/// Which polygon holds a point, by even-odd ray casting on the file's own coordinates: an oracle that shares nothing with PostGIS.
struct RayCasting {
    struct Shape {
        var code: String
        var rings: [[SIMD2<Double>]]
        var low: SIMD2<Double>
        var high: SIMD2<Double>
    }

    private(set) var shapes: [Shape] = []

    init(geoJSON: Data) throws {
        let document = try JSONDecoder().decode(Collection.self, from: geoJSON)
        for feature in document.features {
            let rings = feature.geometry.coordinates.flatMap { polygon in
                polygon.map { ring in ring.map { SIMD2($0[0], $0[1]) } }
            }
            let corners = rings.joined()
            shapes.append(
                Shape(
                    code: feature.properties.code,
                    rings: rings,
                    low: corners.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1) },
                    high: corners.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1) }
                )
            )
        }
    }

    var low: SIMD2<Double> { shapes.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1.low) } }
    var high: SIMD2<Double> { shapes.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1.high) } }

    /// The codes of the polygons that hold the point, in order.
    func codes(at point: SIMD2<Double>) -> [String] {
        shapes.filter { $0.holds(point) }.map(\.code).sorted()
    }

    private struct Collection: Decodable {
        var features: [Feature]
    }

    private struct Feature: Decodable {
        struct Properties: Decodable { var code: String }
        struct Geometry: Decodable { var coordinates: [[[[Double]]]] }
        var properties: Properties
        var geometry: Geometry
    }
}

extension RayCasting.Shape {
    /// Whether a ray to the east crosses the rings an odd number of times.
    func holds(_ point: SIMD2<Double>) -> Bool {
        guard all(point .>= low), all(point .<= high) else { return false }
        var isInside = false
        for ring in rings {
            ring.withUnsafeBufferPointer { corners in
                var previous = corners.count - 1
                for index in corners.indices {
                    let (a, b) = (corners[index], corners[previous])
                    if (a.y > point.y) != (b.y > point.y), point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
                    previous = index
                }
            }
        }
        return isInside
    }
}
