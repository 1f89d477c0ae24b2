import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct DocsTests {
    @Test func thePagesNeedNeitherScriptNorAnotherHost() async throws {
        try await APITest.run { api in
            for path in ["/docs", "/docs/danh-muc"] {
                let page = try await api.get(path)
                #expect(page.status == 200)
                #expect(page.header("content-type") == "text/html; charset=utf-8")
                #expect(
                    page.header("content-security-policy")
                        == "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                )
                for word in ["<script", "style=", "javascript:", "http://", "https://", "onclick", "{{", "}}"] {
                    #expect(!page.text.contains(word), "\(path) \(word)")
                }
                #expect(page.text.contains(#"<link rel="stylesheet" href="/docs/phananh.css">"#))
                #expect(page.text.contains(#"<meta name="viewport""#))
                let tag = try #require(page.header("etag"))
                #expect(try await api.get(path, ["if-none-match": tag]).status == 304)
                #expect(try await api.get(path, ["if-none-match": tag, "accept-language": "en"]).status == 200)
            }
            let style = try await api.get("/docs/phananh.css")
            #expect(style.header("content-type") == "text/css; charset=utf-8")
            #expect(style.text.contains("@media print") && style.text.contains("@media (max-width"))
            // Other answers keep the tighter policy.
            #expect(style.header("content-security-policy") == "default-src 'none'; frame-ancestors 'none'")
        }
    }

    @Test func theContractIsToldWholeInBothLanguages() async throws {
        try await APITest.run { api in
            let vietnamese = try await api.get("/docs").text
            let english = try await api.get("/docs", ["accept-language": "en"]).text
            #expect(vietnamese.contains("<html lang=\"vi\">") && english.contains("<html lang=\"en\">"))
            #expect(vietnamese.contains("<h3>Gửi phản ánh</h3>") && english.contains("<h3>File a report</h3>"))
            // What stands behind each "<": looking through the whole page for each would take seconds.
            let pieces = Set(english.split(separator: "<").map(String.init))
            let tags = Set(pieces.map { $0.prefix { $0 != ">" } })
            for operation in OpenAPI.Document.v1.operations {
                #expect(tags.contains("section id=\"\(operation.id)\""))
                for parameter in operation.parameters { #expect(pieces.contains("code>\(parameter.name)")) }
            }
            for (name, _) in OpenAPI.Document.v1.schemas { #expect(tags.contains("section id=\"schema-\(name)\"")) }
            for code in ProblemCode.allCases { #expect(tags.contains("tr id=\"problem-\(code.rawValue)\"")) }
            let identifiers = Set(english.matches(of: /id="([^"]+)"/).map(\.1))
            for link in english.matches(of: /href="#([^"]+)"/) { #expect(identifiers.contains(link.1), "\(link.1)") }
        }
    }

    @Test func theCatalogueIsTheOneInForce() async throws {
        try await APITest.run { api in
            let page = try await api.get("/docs/danh-muc").text
            let english = try await api.get("/docs/danh-muc", ["accept-language": "en"]).text
            #expect(page.count(of: "<code>") == 17 + 68)
            #expect(page.contains("<td data-label=\"Tiếp nhận trong\">8 giờ</td>"))
            #expect(page.contains("Khẩn cấp gọi 114 (chữa cháy, cứu nạn), 115 (cấp cứu)"))
            #expect(page.contains("<strong>Tạm tính.</strong>") && page.contains("<strong>Đã xác nhận.</strong>"))
            #expect(page.contains("Quyết định 1207/QĐ-UBND"))
            #expect(english.contains("Pothole or damaged road surface") && english.contains("<strong>Placeholder.</strong>"))
            #expect(english.contains("<td data-label=\"Resolved within\">40 h</td>"))
        }
    }

    /// Names come from a database that others fill.
    @Test func namesAreEscaped() async throws {
        try await APITest.run { api in
            try await api.database.pool(.superuser).execute("UPDATE category_version SET name_vi = '<img src=x onerror=alert(1)>&\"'")
            let page = try await api.get("/docs/danh-muc").text
            #expect(!page.contains("<img"))
            #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;"))
        }
    }
}

extension String {
    fileprivate func count(of part: String) -> Int {
        components(separatedBy: part).count - 1
    }
}
