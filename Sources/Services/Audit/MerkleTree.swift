internal import Crypto
package import Foundation

/// The tree of RFC 6962, section 2.1, over digests of leaves.
package enum MerkleTree {
    /// The digest of a leaf.
    package static func leaf(_ content: Data) -> Data {
        var hash = SHA256()
        hash.update(data: Data([0x00]))
        hash.update(data: content)
        return Data(hash.finalize())
    }

    /// The root over at least one leaf.
    package static func root(_ leaves: ArraySlice<Data>) -> Data {
        guard leaves.count > 1 else { return leaves.first ?? Data(SHA256.hash(data: Data())) }
        let half = leaves.startIndex + split(leaves.count)
        return node(root(leaves[..<half]), root(leaves[half...]))
    }

    /// What takes the leaf of an index to the root: its sibling, then its parent's, and so on.
    package static func path(to index: Int, in leaves: ArraySlice<Data>) -> [Data] {
        guard leaves.count > 1 else { return [] }
        let half = split(leaves.count)
        let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
        return index < half ? path(to: index, in: left) + [root(right)] : path(to: index - half, in: right) + [root(left)]
    }

    private static func node(_ left: Data, _ right: Data) -> Data {
        var hash = SHA256()
        hash.update(data: Data([0x01]))
        hash.update(data: left)
        hash.update(data: right)
        return Data(hash.finalize())
    }

    /// The greatest power of two that is less than a count of at least two.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
