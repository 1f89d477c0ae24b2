/// What many reports may have in common that come all at once. Raw values are stored and sent.
package enum BurstKind: String, Hashable, Sendable, CaseIterable {
    /// A category in a square of 300 m.
    case area
    case device
    /// The beginning of what was said, without case and marks.
    case text
    /// A user that a client speaks for.
    case user
}

/// How many reports are a burst.
package struct BurstPolicy: Sendable, Hashable {
    package var area: Quota.Window
    package var device: Quota.Window
    package var text: Quota.Window
    package var user: Quota.Window

    package init(area: Quota.Window, device: Quota.Window, text: Quota.Window, user: Quota.Window) {
        self.area = area
        self.device = device
        self.text = text
        self.user = user
    }

    package subscript(kind: BurstKind) -> Quota.Window {
        switch kind {
        case .area: area
        case .device: device
        case .text: text
        case .user: user
        }
    }
}

/// Why staff should look at a report twice. Raw values are stored and sent.
package enum Moderation: String, Hashable, Sendable, CaseIterable {
    /// It came with many others that have something in common with it.
    case burst
}

/// What one look at new reports came to.
package struct BurstFindings: Sendable {
    /// Traces looked at: a report leaves one for each kind it can be of.
    package let checked: Int
    /// Reports that were marked, by what they have in common with others.
    package let marked: [BurstKind: Int]

    package init(checked: Int, marked: [BurstKind: Int]) {
        self.checked = checked
        self.marked = marked
    }
}
