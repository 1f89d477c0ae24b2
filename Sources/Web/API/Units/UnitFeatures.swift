import Domain
import JSON
import NIOCore
import Services

/// Units as GeoJSON (RFC 7946). Geometries come from PostGIS as text and are put in as they are.
enum UnitFeatures {
    static let mediaType = "application/geo+json; charset=utf-8"

    /// One unit; its geometry is null when no boundaries are known.
    static func feature(_ unit: UnitDetailsBody, _ outline: String?) -> ByteBuffer {
        var buffer = ByteBuffer()
        write(unit, outline, to: &buffer)
        return buffer
    }

    /// Several units.
    static func collection(_ units: [(unit: UnitDetailsBody, outline: String?)]) -> ByteBuffer {
        var buffer = ByteBuffer(string: #"{"type":"FeatureCollection","features":["#)
        for (index, entry) in units.enumerated() {
            if index > 0 { buffer.writeString(",") }
            write(entry.unit, entry.outline, to: &buffer)
        }
        buffer.writeString("]}")
        return buffer
    }

    private static func write(_ unit: UnitDetailsBody, _ outline: String?, to buffer: inout ByteBuffer) {
        buffer.writeString(#"{"type":"Feature","id":"\#(unit.unit.code)","geometry":\#(outline ?? "null"),"properties":"#)
        buffer.writeBytes(JSONWriter.bytes(unit))
        buffer.writeString("}")
    }
}
