import Domain
import Testing

struct ApprovalTests {
    @Test(arguments: ["a", "van-phong-1", "0", String(repeating: "z", count: 32)])
    func plainNamesAreNames(_ text: String) {
        #expect(PrincipalName(text)?.text == text)
    }

    @Test(arguments: ["", "A", "a b", "ă", "a_b", "a\n", "a\u{0}", String(repeating: "z", count: 33), "a\u{301}"])
    func otherTextsAreNot(_ text: String) {
        #expect(PrincipalName(text) == nil)
    }

    @Test func twoPeopleHaveToAgree() throws {
        let (one, other) = (try #require(PrincipalName("one")), try #require(PrincipalName("other")))
        func approval(_ decision: Approval.Decision? = nil) -> Approval {
            Approval(
                id: testID(9),
                proposal: .calendar(CalendarChange(calendar: "office")),
                baseVersion: 1,
                reason: "bão",
                proposedBy: one,
                proposedAt: hanoi("2026-03-02 08:00"),
                decision: decision
            )
        }
        let open = approval()
        #expect(open.proposal.subject == "office" && open.proposal.kind == .calendar)
        #expect(open.refusal(of: .approved, by: one) == .ownProposal)
        #expect(open.refusal(of: .rejected, by: one) == .ownProposal)
        #expect(open.refusal(of: .withdrawn, by: other) == .othersProposal)
        #expect(open.refusal(of: .withdrawn, by: one) == nil)
        #expect(open.refusal(of: .approved, by: other) == nil && open.refusal(of: .rejected, by: other) == nil)
        let decided = approval(Approval.Decision(verdict: .withdrawn, by: one, at: hanoi("2026-03-02 09:00"), comment: nil))
        for verdict in ApprovalVerdict.allCases {
            for person in [one, other] { #expect(decided.refusal(of: verdict, by: person) == .decided) }
        }
    }
}
