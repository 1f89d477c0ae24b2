/// What a part of a body says of itself. The name of a file is not kept: it may be a person's.
struct MultipartPart: Equatable {
    /// Of the field.
    let name: String
    /// In lower case, without parameters; nil where it is not told.
    let mediaType: String?

    /// Reads a part's headers, without the empty line behind them; nil for anything but a field of a form in plain bytes.
    init?(headers: some Collection<UInt8>) {
        var fields: [String: String] = [:]
        for line in String(decoding: headers, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false) {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon].lowercased()
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: " ")),
                fields.updateValue(String(line[line.index(after: colon)...]), forKey: name) == nil
            else { return nil }
        }
        guard let disposition = fields["content-disposition"].flatMap({ HeaderParameters($0) }), disposition.value == "form-data",
            let name = disposition["name"]
        else { return nil }
        if let encoding = fields["content-transfer-encoding"].flatMap({ HeaderParameters($0) }) {
            guard ["7bit", "8bit", "binary"].contains(encoding.value) else { return nil }
        }
        self.name = name
        guard let type = fields["content-type"] else {
            mediaType = nil
            return
        }
        guard let type = HeaderParameters(type) else { return nil }
        mediaType = type.value
    }
}
