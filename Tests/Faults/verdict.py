"""Claims that hold or do not."""


class Verdict:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, claim, faults):
        """The claim holds when there is no fault; of many faults the first ones are shown."""
        faults = list(faults)
        if faults:
            self.failed += 1
        else:
            self.passed += 1
        print(f"{'FAIL' if faults else 'pass'}  {claim}", flush=True)
        for fault in faults[:5]:
            print(f"      {str(fault)[:500]}")
        if len(faults) > 5:
            print(f"      … and {len(faults) - 5} more")

    def require(self, claim, holds):
        self.check(claim, [] if holds else ["it does not"])
