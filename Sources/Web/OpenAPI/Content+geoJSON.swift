extension OpenAPI.Content {
    static func geoJSON(_ schema: String) -> OpenAPI.Content {
        OpenAPI.Content(mediaType: "application/geo+json", schema: .named(schema))
    }
}

extension OpenAPI.Header {
    /// OpenAPI cannot say that a header is there in one media type only.
    static func unlessGeoJSON(_ header: OpenAPI.Header) -> OpenAPI.Header {
        var header = header
        header.isRequired = false
        return header
    }
}
