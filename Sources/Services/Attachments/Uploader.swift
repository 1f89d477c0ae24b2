package import Domain

/// Who sends a file.
package enum Uploader: Sendable {
    case citizen(FilingParty)
    case staff(StaffPrincipal)

    /// Whose right it takes; nil for citizens, who need none.
    var editor: Editor? {
        if case .staff(let principal) = self { .staff(principal) } else { nil }
    }
}
