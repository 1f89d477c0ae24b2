import Foundation
import Testing

@testable import Telemetry

@Suite("Process metrics")
struct ProcessMetricsTests {
    @Test func `the fields of stat are counted after the last bracket`() throws {
        let line =
            "4242 (evil ) name (x)) S 1 4242 4242 0 -1 4194560 1234 0 5 0 250 50 0 0 20 0 9 0 123456 987654321 4321 18446744073709551615 1 1 0 0\n"
        let stat = try #require(ProcessStat(parsing: line))
        #expect(stat.cpuTicks == 300)
        #expect(stat.startTicks == 123_456)
        #expect(stat.residentPages == 4_321)
    }

    @Test(arguments: ["", "1", "1 (a", "1 (a) S 1 2 3", "1 (a) " + String(repeating: "x ", count: 40)])
    func `what is no stat line is refused`(line: String) {
        #expect(ProcessStat(parsing: line) == nil)
    }

    @Test func `the boot time is found among other lines`() {
        #expect(ProcessMetrics.bootTime(in: "cpu  1 2 3\nintr 5 6\nbtime 1760000000\nprocesses 9\n") == 1_760_000_000)
        #expect(ProcessMetrics.bootTime(in: "cpu  1 2 3\nbtime x\n") == nil)
    }

    @Test func `the values of this process are plausible`() throws {
        let fixture = RegistryFixture()
        fixture.registry.register(collector: ProcessMetrics().families)
        let exposition = try fixture.scrape()
        let now = Date().timeIntervalSince1970
        let start = try #require(exposition.value("process_start_time_seconds"))
        #expect(start > now - 3_600 && start < now + 2)
        let memory = try #require(exposition.value("process_resident_memory_bytes"))
        #expect(memory > 1_000_000 && memory < 100_000_000_000)
        let open = try #require(exposition.value("process_open_fds"))
        let limit = try #require(exposition.value("process_max_fds"))
        #expect(open >= 1 && open < limit)
        let cpu = try #require(exposition.value("process_cpu_seconds_total"))
        #expect(cpu >= 0 && cpu < (now - start + 2) * 1_024)
        #expect(exposition["process_cpu_seconds_total"]?.type == "counter")
    }

    @Test func `files that cannot be read give nothing`() {
        #expect(ProcFile.text("/proc/self/none") == nil)
        #expect(ProcFile.text("/proc/self") == nil)
        #expect(ProcFile.entryCount("/proc/self/none") == nil)
    }
}
