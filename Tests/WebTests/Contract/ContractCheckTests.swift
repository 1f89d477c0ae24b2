import Foundation
import HTTPTypes
import JSON
import NIOCore
import Testing

@testable import Web

/// Answers that the contract does not have are seen.
@Suite struct ContractCheckTests {
    static let place =
        #"{"unit":null,"reason":"outside_area","confidence":null,"distance_to_border_m":null,"candidates":[],"boundary_version":null}"#

    @Test func anAnswerOfTheContractIsAccepted() {
        #expect(faults() == [])
        #expect(faults(method: .head, body: "") == [])
    }

    @Test func otherAnswersAreNamed() {
        #expect(faults(status: 201) == ["the status 201 is not in the contract"])
        #expect(faults(status: 404) == ["the status 404 is not in the contract"])
        #expect(faults(method: .post) == ["the status 200 is not in the contract"])
        #expect(faults(path: "/v1/places") == ["the status 200 is not in the contract"])
        #expect(faults(without: .vary) == ["the header Vary is missing"])
        #expect(faults(type: "text/plain") == ["the media type text/plain is not in the contract"])
        #expect(faults(body: "{") == ["the body is no JSON"])
        #expect(faults(body: Self.place.replacing("\"reason\"", with: "\"why\"")) == ["/why: not in the contract"])
        #expect(faults(body: Self.place.replacing("\"candidates\":[],", with: "")) == [": string(\"candidates\") is missing"])
        #expect(faults(body: Self.place.replacing("[]", with: "[1]")) == ["/candidates/0: not object"])
    }

    @Test func aFilingThatIsTakenMustBeOneOfTheContract() {
        let filed = JSONText.indented(OpenAPI.Content.Example.filed.value)
        func taken(_ report: String) -> [String] {
            let location = ["Location": "/v1/reports/HN-26-7K3F9Q-3"]
            return faults(method: .post, path: "/v1/reports", sent: report, status: 201, more: location, body: filed)
        }
        #expect(taken(#"{"category":"a.b","description":"x","address":"y","reporter":null}"#) == [])
        #expect(taken(#"{"category":"a.b","description":"x","location":null}"#).first == "request: none of anyOf")
        #expect(taken(#"{"category":"a.b","description":"x","address":"y","more":1}"#) == ["request/more: not in the contract"])
    }

    private func faults(
        method: HTTPRequest.Method = .get,
        path: String = "/v1/units/locate?lat=1&lon=1",
        sent: String = "",
        status: Int = 200,
        without: HTTPField.Name? = nil,
        type: String = "application/json; charset=utf-8",
        more: [String: String] = [:],
        body: String = place
    ) -> [String] {
        var headers: HTTPFields = [.contentType: type, .contentLanguage: "vi", .vary: "Accept", .cacheControl: "no-cache"]
        headers[.requestID] = "r-1"
        for (name, value) in more { HTTPField.Name(name).map { headers[$0] = value } }
        if let without { headers[without] = nil }
        let answer = JSONAnswer(status: status, headers: headers, body: ByteBuffer(string: body))
        return ContractCheck.shared.faults(method, path, body: Array(sent.utf8), answer)
    }
}
