package import FoundationEssentials

/// A place in the one order of commits.
package struct ChangePlace: Hashable, Sendable {
    /// Bytes of a mark.
    package static let markLength = 6

    /// Before the first change.
    package static let beginning = ChangePlace(position: 0, mark: Data(count: markLength))

    /// Of the last event before it, from 1.
    package let position: Int
    /// Tells that event from another one that has the position in another history.
    package let mark: Data

    package init(position: Int, mark: Data) {
        self.position = position
        self.mark = mark
    }
}

/// What a reader of a feed goes on from: the place up to which it was told everything of a scope. Opaque to readers.
package struct ChangeCursor: Hashable, Sendable {
    private static let length = 1 + 8 + ChangePlace.markLength
    /// No history is so long.
    private static let lastPosition = 1 << 56

    package let scope: ChangeScope
    package let place: ChangePlace

    package init(_ scope: ChangeScope, _ place: ChangePlace) {
        self.scope = scope
        self.place = place
    }

    /// Reads what `text` writes; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length / 3 * 4, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        guard let bytes = Data(base64Encoded: standard).map(Array.init), bytes.count == Self.length, bytes[0] < ChangeScope.allCases.count,
            let position = Int(exactly: bytes[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }), position <= Self.lastPosition
        else { return nil }
        self.init(ChangeScope.allCases[Int(bytes[0])], ChangePlace(position: position, mark: Data(bytes[9...])))
        // Several texts may mean the same bytes; one of them is a cursor.
        guard self.text == text else { return nil }
    }

    /// In base64url: 15 bytes need no padding.
    package var text: String {
        let scopes = ChangeScope.allCases
        var bytes = [UInt8(scopes.firstIndex(of: scope) ?? 0)]
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: place.position >> (56 - 8 * $0)) }
        bytes += place.mark
        return String(Data(bytes).base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
