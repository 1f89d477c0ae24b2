import Glibc

/// The program that open_loop.py runs:
///
///     LoadGenerator PORT REQUESTS RATE:SECONDS,… START SEED OUTPUT
///
/// `REQUESTS` and `OUTPUT` are files, `START` is a moment of the monotonic clock. In Swift, because a generator that takes as much
/// of the processors as the service measures itself.
@main
struct LoadGenerator {
    static func main() {
        guard let given = Given(CommandLine.arguments.dropFirst()) else {
            print("usage: LoadGenerator PORT REQUESTS RATE:SECONDS,… START SEED OUTPUT")
            exit(2)
        }
        // Citizens do not compete for the processors of what they use; where that is allowed, the generator goes first.
        var priority = sched_param(sched_priority: 1)
        sched_setscheduler(0, SCHED_RR, &priority)
        var generator = Generator(port: given.port, templates: given.templates, seed: given.seed)
        let outcomes = generator.run(given.plan, from: given.start)
        exit(outcomes.write(to: given.output) ? 0 : 1)
    }

    private struct Given {
        let port: UInt16
        let templates: [RequestTemplate]
        let plan: [Stage]
        let start: Double
        let seed: UInt64
        let output: String

        init?(_ arguments: ArraySlice<String>) {
            let arguments = Array(arguments)
            guard arguments.count == 6, let port = UInt16(arguments[0]), let start = Double(arguments[3]), let seed = UInt64(arguments[4])
            else { return nil }
            let plan = arguments[2].split(separator: ",").map { $0.split(separator: ":").compactMap { Double($0) } }
            guard plan.allSatisfy({ $0.count == 2 && $0[0] > 0 }), let file = Self.bytes(of: arguments[1]) else { return nil }
            self.port = port
            self.plan = plan.map { Stage(rate: $0[0], seconds: $0[1]) }
            self.start = start
            self.seed = seed
            templates = RequestTemplate.all(in: file)
            output = arguments[5]
            if templates.isEmpty { return nil }
        }

        private static func bytes(of path: String) -> [UInt8]? {
            guard let file = fopen(path, "rb") else { return nil }
            defer { fclose(file) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
            return bytes
        }
    }
}
