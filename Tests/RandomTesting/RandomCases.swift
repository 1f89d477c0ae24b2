internal import Foundation

/// How many random cases a law is tried on: `all` where the environment says `PHANANH_TEST_CASES=all`, otherwise fewer, so that nobody
/// waits for them at every change.
package func randomCases(_ all: Int, usually few: Int) -> Range<Int> {
    0..<(ProcessInfo.processInfo.environment["PHANANH_TEST_CASES"] == "all" ? all : few)
}
