/// What is wrong about something that is public: the closed list. Raw values are stored and sent.
package enum FlagReason: String, Hashable, Sendable, CaseIterable {
    /// It tells who somebody is.
    case personalData = "personal_data"
    case offensive
    case falseInformation = "false_information"
    case spam
    case illegal
}
