import Domain
import JSON
import Services

/// Reports as GeoJSON (RFC 7946), with the way to the next page beside them.
struct ReportFeatures: JSONWritable {
    static let mediaType = "application/geo+json; charset=utf-8"

    let items: [ReportBody]
    let next: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "FeatureCollection")
            json.array("features", items.map(Feature.init))
            json.nullable("next", next)
        }
    }

    private struct Feature: JSONWritable {
        let report: ReportBody

        func write(to json: inout JSONWriter) {
            let view = report.reading.view
            json.object { json in
                json.member("type", "Feature")
                json.member("id", view.code)
                json.nullable("geometry", view.publicPoint.map(Geometry.init))
                json.member("properties", report)
            }
        }
    }

    private struct Geometry: JSONWritable {
        let pin: Pin

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("type", "Point")
                json.array("coordinates", [PointBody.rounded(pin.longitude), PointBody.rounded(pin.latitude)])
            }
        }
    }
}
