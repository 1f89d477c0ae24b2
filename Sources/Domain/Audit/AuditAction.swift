/// Everything the audit tells of: the closed list. Raw values are stored and served, and never change.
package enum AuditAction: String, Hashable, Sendable, CaseIterable {
    // Reports
    /// Somebody of staff did something to a report: `act`, and `seq`, the entry of its history; of a publication `kept`, how many parts were
    /// kept that look like somebody's; of an acceptance `publish`, where it was published with it. Of what the system did because two people agreed on it `approval`.
    case reportAct = "report_act"
    /// Of an attachment the public is shown less: `report`, and `regions`, how many parts are left out.
    case attachmentRedacted = "attachment_redacted"
    /// Somebody was shown what only they may know of a report: `fields` and `purpose`.
    case privateRead = "private_read"
    /// The same, taken out of the service.
    case privateExport = "private_export"

    /// Somebody of staff filed it for a caller, or at the counter: `channel`.
    case reportFiled = "report_filed"
    /// Somebody of staff looked for the reports of a phone at their desk: `found`, how many there were on the page.
    case contactSearched = "contact_searched"

    /// A report for practice was made: `case`.
    case practiceBegun = "practice_begun"

    // Protection of personal data
    /// Contacts or citizens were brought under the present key: `renewed`.
    case keysRotated = "keys_rotated"
    /// Of a report everything of a person is gone: `why`, `retention` or the id of a request.
    case personErased = "person_erased"
    /// Of a report it is forgotten who follows it, or who of them asked for that: `why`, as above.
    case followersErased = "followers_erased"
    /// What was written was reduced to what might be published.
    case wordsReduced = "words_reduced"
    /// A citizen and their sessions are gone: `why`, `retention` or the id of a request.
    case citizenErased = "citizen_erased"
    /// Of two citizens with one phone this one went `into` the other.
    case citizenMerged = "citizen_merged"
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
    /// At a provider if there is `by`, its name; else with the password.
    case signedIn = "signed_in"
    case passwordChanged = "password_changed"
    case secondFactorConfirmed = "second_factor_confirmed"
    case secondFactorRemoved = "second_factor_removed"
    case recoveryCodesRenewed = "recovery_codes_renewed"
    /// Of who they are at a `provider`, by which they sign in from then on.
    case identityLinked = "identity_linked"
    case identityRemoved = "identity_removed"

    // Seals
    /// Exported ones after one are gone, up to `lost_to`, whose statement had `lost_digest`.
    case sealsLost = "seals_lost"

    // Figures
    /// A reporting period's figures were kept as they stood: with `position`, the last event counted.
    case periodClosed = "period_closed"

    // Desks
    case teamMade = "team_made"
    case teamChanged = "team_changed"
    case teamDissolved = "team_dissolved"
    case dutyChanged = "duty_changed"
    case templateMade = "template_made"
    case templateChanged = "template_changed"
    case templateDropped = "template_dropped"

    // Rules: `version`
    case calendarPublished = "calendar_published"
    /// With its `status` from now on.
    case routingRuleChanged = "routing_rule_changed"
    case boundariesImported = "boundaries_imported"
    case boundariesActivated = "boundaries_activated"
    /// How much was added or changed, by what it is.
    case referenceLoaded = "reference_loaded"
}
