import Foundation
import Services
import Testing

@testable import Domain

@Suite struct MerkleTreeTests {
    /// Of the leaves 1…8 that implementations of RFC 6962 are tried with.
    private static let contents = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    private static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test(arguments: 1...8)
    func rootsAreThoseOfTheStandard(count: Int) throws {
        let leaves = try Self.contents.prefix(count).map { MerkleTree.leaf(try #require(Data(hexadecimal: $0))) }
        #expect(MerkleTree.root(leaves[...]).hexadecimal == Self.roots[count - 1])
    }

    /// Walked as RFC 9162, section 2.1.3.2 tells, which builds no tree.
    @Test(arguments: [1, 2, 3, 7, 8, 9, 64, 100, 1_000])
    func eachPathLeadsToTheRoot(count: Int) {
        let leaves = (0..<count).map { MerkleTree.leaf(Data("\($0)".utf8)) }
        let root = MerkleTree.root(leaves[...])
        for index in 0..<count {
            var (first, last, digest) = (index, count - 1, leaves[index])
            for step in MerkleTree.path(to: index, in: leaves[...]) {
                if first % 2 == 1 || first == last {
                    digest = Self.node(step, digest)
                    while first % 2 == 0, first != 0 { (first, last) = (first / 2, last / 2) }
                } else {
                    digest = Self.node(digest, step)
                }
                (first, last) = (first / 2, last / 2)
            }
            #expect(last == 0 && digest == root, "\(index)")
        }
    }

    /// A tree of two leaves is a node over them.
    private static func node(_ left: Data, _ right: Data) -> Data {
        MerkleTree.root([left, right])
    }
}
