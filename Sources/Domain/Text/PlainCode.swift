/// Codes of categories, attributes, options and the like: short and ASCII.
///
/// Swift compares and hashes text by canonical equivalence; 64 KB of alternating combining marks took 2.4 s. What comes from
/// outside is therefore looked up only if it can be a code at all.
package enum PlainCode {
    /// At most 64 bytes of ASCII.
    package static func isPlausible(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.utf8.allSatisfy { $0 < 0x80 }
    }
}
