import Domain

extension Problem {
    /// What whoever files is told who has shown too little of themselves: what would be enough.
    init(_ policy: IdentityPolicy) {
        self.init(.identityRequired)
        rule = (policy.rawValue, policy.text)
    }
}
