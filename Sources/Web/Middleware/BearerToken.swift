import HTTPTypes

/// Tokens as RFC 6750 has them in the header `Authorization`, and a client's beside.
enum BearerToken {
    /// A report's tracking token; nil for anything else.
    static func tracking(_ headers: HTTPFields) -> String? {
        token(headers, "trk_", longest: 64)
    }

    /// A token of staff; nil for anything else.
    static func staff(_ headers: HTTPFields) -> String? {
        token(headers, "hn_", longest: 46)
    }

    /// A client's token, whatever stands behind its prefix, in `PhanAnh-Client` where it is shown beside another; nil for anything else in
    /// `Authorization`.
    static func client(_ headers: HTTPFields) -> String? {
        headers[.client] ?? clientAlone(headers)
    }

    /// A client's token in the place of any other.
    static func clientAlone(_ headers: HTTPFields) -> String? {
        token(headers, "hnc_", longest: 249)
    }

    /// The token of a citizen's session; nil for anything else.
    static func citizen(_ headers: HTTPFields) -> String? {
        token(headers, "hnz_", longest: 64)
    }

    private static func token(_ headers: HTTPFields, _ prefix: String, longest: Int) -> String? {
        guard let header = headers[.authorization], header.utf8.count <= 256 else { return nil }
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix(prefix), parts[1].utf8.count <= longest else {
            return nil
        }
        return String(parts[1])
    }
}
