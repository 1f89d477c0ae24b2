/// How long what is kept, in days after a report's end. What is over a limit goes, but for legal holds.
package struct RetentionPolicy: Hashable, Sendable {
    /// Who reported, and where exactly: name, phone, address, answers that are sealed, the exact pin. And who follows.
    package let personDays: Int
    /// What was written: afterwards only what might be published is left of it.
    package let wordsDays: Int
    /// Keys of clients that filings are retried with: the API promises this many.
    package static let idempotencyDays = 7
    /// Sessions, links and tokens, after their end; and how often it is asked whether a citizen is still to be kept.
    package static let accessDays = 30
    /// What was practised, whatever became of it: then it is put away. From the earliest moment a case can be filed at, as cases pretend to
    /// have waited.
    package static let practiceDays = 30
    /// Pictures that a desk has hidden, in part or from the public, when their time was over already.
    package static let latePictureDays = 1

    package init(personDays: Int = 365, wordsDays: Int = 730) {
        self.personDays = personDays
        self.wordsDays = wordsDays
    }
}

/// What a round of retention did.
package struct RetentionStep: Hashable, Sendable {
    /// Reports whose person was erased.
    package var persons = 0
    /// Reports whose followers were forgotten.
    package var followers = 0
    /// Reports whose words were reduced.
    package var words = 0
    /// Reports whose pictures were hidden late, and went.
    package var pictures = 0
    /// Keys of filings, over their seven days.
    package var keys = 0
    /// Requests about data whose requester was erased.
    package var requesters = 0
    /// Sessions of staff that ended a month ago.
    package var staffSessions = 0
    /// Sessions of citizens that nobody can use since a month.
    package var citizenSessions = 0
    /// Links for a password that were never used.
    package var activationLinks = 0
    /// Clients' tokens that expired or were revoked a month ago.
    package var clientTokens = 0
    /// Citizens without a session, a report and an open request.
    package var citizens = 0
    /// Reports for practice that were put away.
    package var practice = 0
    /// Something was left for the next round.
    package var hasMore = false

    /// Nothing.
    package init() {}

    /// What was let go of, by the names that metrics have for it.
    package var counts: [String: Int] {
        [
            "person": persons, "followers": followers, "words": words, "picture": pictures, "idempotency_key": keys,
            "requester": requesters,
            "staff_session": staffSessions,
            "citizen_session": citizenSessions, "activation_link": activationLinks, "client_token": clientTokens,
            "citizen": citizens, "practice": practice,
        ]
    }
}
