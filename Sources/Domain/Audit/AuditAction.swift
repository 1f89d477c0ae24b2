/// Everything the audit tells of: the closed list. Raw values are stored and served, and never change.
package enum AuditAction: String, Hashable, Sendable, CaseIterable {
    // Reports
    /// Somebody of staff did something to a report: `act`, and `seq`, the entry of its history.
    case reportAct = "report_act"
    /// Somebody was shown what only they may know of a report: `fields` and `purpose`.
    case privateRead = "private_read"
    /// The same, taken out of the service.
    case privateExport = "private_export"

    /// A report for practice was made: `case`.
    case practiceBegun = "practice_begun"

    // Protection of personal data
    /// Contacts were brought under the present key: `renewed`.
    case keysRotated = "keys_rotated"
    /// Of a report everything of a person is gone: `why`, `retention` or the id of a request.
    case personErased = "person_erased"
    /// What was written was reduced to what might be published.
    case wordsReduced = "words_reduced"
    case holdPlaced = "hold_placed"
    case holdLifted = "hold_lifted"
    /// Something was done about a request about somebody's data: `act`.
    case dataRequestAct = "data_request_act"

    // Citizens: `by`, a phone or the name of an identity provider
    case citizenSignedIn = "citizen_signed_in"
    case citizenSignedOut = "citizen_signed_out"

    // What two people agree on: `kind` and `subject`
    case approvalProposed = "approval_proposed"
    case approvalApproved = "approval_approved"
    case approvalRejected = "approval_rejected"
    case approvalWithdrawn = "approval_withdrawn"

    // Registered clients and their tokens: `client`, `scopes`, and of a token replaced `replaced`
    case clientRegistered = "client_registered"
    case clientRevoked = "client_revoked"
    case clientTokenMade = "client_token_made"
    case clientTokenRevoked = "client_token_revoked"

    // Accounts, by whoever looks after them: `roles` they have then, and `changed`
    case accountInvited = "account_invited"
    case accountChanged = "account_changed"
    case accountReset = "account_reset"

    // Their own, by their owners
    case accountActivated = "account_activated"
    case signedIn = "signed_in"
    case passwordChanged = "password_changed"
    case secondFactorConfirmed = "second_factor_confirmed"
    case secondFactorRemoved = "second_factor_removed"
    case recoveryCodesRenewed = "recovery_codes_renewed"

    // Desks
    case teamMade = "team_made"
    case teamChanged = "team_changed"
    case teamDissolved = "team_dissolved"
    case dutyChanged = "duty_changed"

    // Rules: `version`
    case calendarPublished = "calendar_published"
    /// With its `status` from now on.
    case routingRuleChanged = "routing_rule_changed"
    case boundariesImported = "boundaries_imported"
    case boundariesActivated = "boundaries_activated"
    /// How much was added or changed, by what it is.
    case referenceLoaded = "reference_loaded"
}
