import Foundation
import Testing

@Suite struct BadPlaceTests {
    static let bodies: [(location: String, refusals: [String])] = [
        (#"{"lat":105.83,"lon":21.03}"#, ["/location coordinates_swapped"]), (#"{"lat":90.0001,"lon":105}"#, ["/location out_of_range"]),
        (#"{"lat":-91,"lon":105}"#, ["/location out_of_range"]), (#"{"lat":21,"lon":180.5}"#, ["/location out_of_range"]),
        (#"{"lat":1e300,"lon":-1e300}"#, ["/location out_of_range"]), (#"{"lat":9223372036854775808,"lon":1}"#, ["/location out_of_range"]),
        (#"{}"#, ["/location/lat required", "/location/lon required"]), (#"{"lat":null,"lon":105}"#, ["/location/lat required"]),
        (#"{"lat":"21.03","lon":"105.83"}"#, ["/location/lat wrong_type", "/location/lon wrong_type"]),
        (#"{"lat":true,"lon":105}"#, ["/location/lat wrong_type"]), (#"{"lat":[21],"lon":105}"#, ["/location/lat wrong_type"]),
        (#"[105.83,21.03]"#, ["/location wrong_type"]), (#""21.03,105.83""#, ["/location wrong_type"]), ("null", ["/location required"]),
        (#"{"lat":21.03,"lon":105.83,"accuracy_m":-0.1}"#, ["/location/accuracy_m out_of_range"]),
        (#"{"lat":21.03,"lon":105.83,"accuracy_m":100001}"#, ["/location/accuracy_m out_of_range"]),
        (#"{"lat":21.03,"lon":105.83,"accuracy_m":"8"}"#, ["/location/accuracy_m wrong_type"]),
        (#"{"latitude":21.03,"lon":105.83}"#, ["/location/lat required", "/location/latitude unknown_field"]),
    ]

    @Test func placesThatAreNoneAreRefusedInABody() async throws {
        try await APITest.runWithoutChange { api in
            for (location, refusals) in Self.bodies {
                let answer = try await api.file(bytes: Array(Self.report(location).utf8))
                #expect(answer.status == 422, "\(location)")
                #expect(answer.refusals == refusals, "\(location)")
            }
        }
    }

    @Test(arguments: ["NaN", "Infinity", "-Infinity", "nan", "1e999", "0x15", "+21", "21.", ".5", "021", "1_0", "２１"])
    func numbersThatJSONDoesNotHaveAreNoJSON(number: String) async throws {
        try await APITest.runWithoutChange { api in
            let answer = try await api.file(bytes: Array(Self.report(#"{"lat":\#(number),"lon":105.83}"#).utf8))
            #expect(answer.status == 400)
            #expect(answer.string("code") == "malformed_json")
        }
    }

    @Test(arguments: [
        ("lat=NaN&lon=105", ["lat wrong_type"]), ("lat=inf&lon=-infinity", ["lat wrong_type", "lon wrong_type"]),
        ("lat=0x15&lon=0x69", ["lat wrong_type", "lon wrong_type"]), ("lat=&lon=105", ["lat wrong_type"]), ("lat=21", ["lon required"]),
        ("lat=21,03&lon=105", ["lat wrong_type"]), ("lat=21..0&lon=105", ["lat wrong_type"]), ("lat=e&lon=105", ["lat wrong_type"]),
        ("lat=%2B%2B21&lon=105", ["lat wrong_type"]), ("lat=１&lon=105", ["lat wrong_type"]), ("lat=21%20&lon=105", ["lat wrong_type"]),
        ("lat=105.83&lon=21.03", ["lat coordinates_swapped"]), ("lat=90.1&lon=105", ["lat out_of_range"]),
        ("lat=21&lon=-180.1", ["lat out_of_range"]), ("lat=1e400&lon=105", ["lat out_of_range"]),
        ("lat=21&lon=105&zoom=3", ["zoom unknown_field"]),
        ("lat=21&lon=105&at=2026-02-30", ["at time_invalid"]), ("lat=\(String(repeating: "2", count: 33))&lon=1", ["lat wrong_type"]),
    ])
    func placesThatAreNoneAreRefusedInAQuery(query: String, refusals: [String]) async throws {
        try await APITest.run { api in
            let answer = try await api.get("/v1/units/locate?\(query.addingPercentEncodingOfLetters)")
            #expect(answer.status == 422)
            #expect(answer.refusals == refusals)
        }
    }

    /// An exponent is a number's own form; a sign that was not encoded arrives as a space.
    @Test func everyPlainNumberIsReadInAQuery() async throws {
        try await APITest.run { api in
            let unit = try await api.get("/v1/units/locate?lat=21.039446&lon=105.836365").string("unit.code")
            #expect(unit == "00004")
            for query in ["lat=2.1039446e1&lon=105.836365", "lat=%2B21.039446&lon=1.05836365E%2B2"] {
                #expect(try await api.get("/v1/units/locate?\(query)").string("unit.code") == unit)
            }
            #expect(try await api.get("/v1/units/locate?lat=0&lon=-0.0").string("reason") == "outside_area")
        }
    }

    private static func report(_ location: String) -> String {
        #"{"category":"road.pothole","description":"Ổ gà","location":\#(location)}"#
    }
}

extension String {
    /// Encodes what no URL may hold as it is; what is encoded already stays.
    var addingPercentEncodingOfLetters: String {
        unicodeScalars.map { $0.isASCII ? String($0) : String($0).utf8.map { "%" + String($0, radix: 16, uppercase: true) }.joined() }
            .joined()
    }
}
