/// How much waits at a desk, each counted for itself: a report may be among several.
package struct Inbox: Hashable, Sendable {
    /// Nobody has accepted them.
    package let new: Int
    /// A limit runs out before the day is over, and has not yet.
    package let dueToday: Int
    /// A clock runs past its limit.
    package let overdue: Int
    /// A leader sent back what the desk asked for.
    package let sentBack: Int
    /// Reports of others about which the desk was asked.
    package let askedForOpinion: Int
    /// Of the desk's own requests those that wait for a leader; at the coordinator's desk all of the city's.
    package let awaitingApproval: Int
    /// The reporter disputes what was done.
    package let disputed: Int
    /// People say that something is wrong about what is public.
    package let flagged: Int
    /// Others have passed them on, and nobody here has done anything to them yet.
    package let arrived: Int
    /// The reporter has written, and nobody here has done anything about it yet.
    package let newMessage: Int

    package init(
        new: Int,
        dueToday: Int,
        overdue: Int,
        sentBack: Int,
        askedForOpinion: Int,
        awaitingApproval: Int,
        disputed: Int,
        flagged: Int,
        arrived: Int,
        newMessage: Int
    ) {
        self.new = new
        self.dueToday = dueToday
        self.overdue = overdue
        self.sentBack = sentBack
        self.askedForOpinion = askedForOpinion
        self.awaitingApproval = awaitingApproval
        self.disputed = disputed
        self.flagged = flagged
        self.arrived = arrived
        self.newMessage = newMessage
    }
}
