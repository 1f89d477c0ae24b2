import Foundation
import MediaTesting
import NetworkTesting
import Subprocess
import SystemPackage
import Testing

@testable import Media

/// The walls and limits, tried with a shell in the place of libvips.
@Suite struct VipsRoomTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Where what the shell prints goes.
    private var output: FilePath { folder.path.appending("output") }

    @discardableResult
    private func shell(_ script: String, _ change: (inout ImageLimits) -> Void = { _ in }) async throws -> String {
        var limits = ImageLimits().patient
        change(&limits)
        return try await run("/usr/bin/bash", ["-c", script], limits)
    }

    private func run(_ tool: String, _ arguments: [String], _ limits: ImageLimits = ImageLimits().patient) async throws -> String {
        try? FileManager.default.removeItem(atPath: output.string)
        let room = VipsRoom(limits: limits, files: FileThreads(1), tool: tool)
        try await room.run(arguments, in: folder.path, into: output, until: .now + limits.time)
        return String(decoding: try output.bytes(), as: UTF8.self)
    }

    @Test func theFolderIsAllThereIs() async throws {
        _ = try folder.write([65], "source.png")
        #expect(
            try await shell("echo *; echo /*; [ -e /etc/passwd ] || echo none; [ -e /proc/self ] || echo none; echo $UID")
                == "output source.png\n/lib /lib64 /picture /tmp /usr\nnone\nnone\n65534\n"
        )
        #expect(try await shell("cd /usr; echo */*").contains("bin/bash"))
        #expect(try await shell("echo made > /tmp/made; cd /tmp; echo *") == "made\n")
    }

    /// Nothing is left for whoever comes after: no second file, no link and no pipe, however the tool was taken over.
    @Test(arguments: ["/picture/made", "/picture/source.png", "/picture/output", "/usr/lib/made", "/made"])
    func itsOutputIsAllThatItCanWrite(_ path: String) async throws {
        _ = try folder.write([65], "source.png")
        await #expect(throws: ImageFault.damaged) { try await shell("echo made >> \(path)") }
        #expect(folder.files == ["output", "source.png"])
        #expect(try folder.path.appending("source.png").bytes() == [65])
        #expect(try output.bytes() == [])
    }

    @Test func theServicesEnvironmentIsNotThere() async throws {
        setenv("PHANANH_SECRET_OF_TEST", "1", 1)
        let names = try await shell("declare -x")
        #expect(!names.contains("SECRET_OF_TEST"))
    }

    @Test func thereIsNoNetwork() async throws {
        let server = try ScriptedServer.saying("x")
        defer { server.stop() }
        let script = "exec 3<>/dev/tcp/127.0.0.1/\(server.port) && echo through"
        #expect(
            try await Subprocess.run(.name("bash"), arguments: ["-c", script], output: .string(limit: 100)).standardOutput == "through\n"
        )
        await #expect(throws: ImageFault.damaged) { _ = try await shell(script) }
        #expect(server.asked.isEmpty)
    }

    @Test func memoryIsLimited() async throws {
        let script = "x=aaaaaaaaaaaaaaaa; for i in {1..24}; do x=$x$x; done; echo ${#x}"
        await #expect(throws: ImageFault.resources) { _ = try await shell(script) { $0.memory = 100_000_000 } }
        await #expect(throws: ImageFault.resources) { _ = try await shell(script) { $0.addresses = 100_000_000 } }
    }

    @Test func processorTimeIsLimited() async throws {
        await #expect(throws: ImageFault.resources) { _ = try await shell("while :; do :; done") { $0.processorSeconds = 1 } }
    }

    @Test func filesAreLimited() async throws {
        let script = "x=$(printf %1000s); while :; do echo \"$x\"; done"
        await #expect(throws: ImageFault.outgrown) { _ = try await shell(script) { $0.madeBytes = 1_000_000 } }
        #expect(try output.bytes().count <= 1_000_000)
        // Neither do many small ones help.
        await #expect(throws: ImageFault.full) {
            try await shell("x=$(printf %9999s); for i in {1..500}; do echo $x\"$x\" > /tmp/$i || exit; done")
        }
    }

    /// Counted for whoever runs the service, unless that is root.
    @Test(.enabled(if: getuid() != 0, "the processes of root are not limited")) func processesAreLimited() async throws {
        let script = "for i in {1..40}; do { echo x; while :; do :; done; } & done; wait"
        await #expect(throws: ImageFault.timeout) { try await shell(script) { $0.time = .seconds(2) } }
        #expect((1..<16).contains(try output.bytes().count { $0 == UInt8(ascii: "x") }))
    }

    @Test func whatTakesTooLongIsEndedWithAllThatItBegan() async throws {
        // What runs there gives way to all else, so that on a busy machine it may not have begun to write in a short while.
        for time in [Duration.milliseconds(500), .seconds(5), .seconds(60)] {
            await #expect(throws: ImageFault.timeout) {
                _ = try await shell(Self.writers) {
                    $0.time = time
                    Self.unbound(&$0)
                }
            }
            if try !output.bytes().isEmpty { break }
        }
        try await expectSilence()
    }

    @Test(.timeLimit(.minutes(10))) func whoeverIsCancelledEndsIt() async throws {
        await withTaskGroup { group in
            group.addTask {
                await #expect(throws: ImageFault.cancelled) { _ = try await shell(Self.writers, Self.unbound) }
            }
            // A task that only yields would leave what runs there no processor.
            while (try? output.bytes())?.isEmpty ?? true { try? await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
        }
        try await expectSilence()
    }

    /// Nothing else ends them.
    private static func unbound(_ limits: inout ImageLimits) {
        limits.madeBytes = 1 << 30
        limits.processorSeconds = 600
    }

    /// Two that write on until they are ended.
    private static let writers = "while :; do echo child; done & while :; do echo parent; done"

    /// What they write to grows no more.
    private func expectSilence() async throws {
        // SIGKILL has been sent; where all processors are busy the last of them, which gives way to all else, needs a moment to be gone.
        var sizes: [Int] = []
        let patience = ContinuousClock.now + .seconds(60)
        repeat {
            try await Task.sleep(for: .milliseconds(300))
            sizes.append(try output.bytes().count)
        } while (sizes.count < 4 || Set(sizes.suffix(4)).count > 1) && ContinuousClock.now < patience
        #expect(sizes.last ?? 0 > 0)
        #expect(sizes.suffix(4).allSatisfy { $0 == sizes.last })
    }

    @Test func aToolThatIsMissingIsNamed() async throws {
        await #expect {
            _ = try await run("/usr/bin/no-vips", [])
        } throws: { error in
            guard case .unavailable(let why)? = error as? ImageFault else { return false }
            return why.contains("no-vips")
        }
    }

    @Test(arguments: ["magickload", "heifload", "pdfload", "svgload", "openslideload", "vipsload", "ppmload", "rawload"])
    func otherLoadersAreNotToBeHad(_ loader: String) async throws {
        await #expect(throws: ImageFault.self) {
            _ = try await run("/usr/bin/vips", [loader, "x", ".png"])
        }
        let listed = try await run("/usr/bin/vips", ["-l", "foreign"])
        for line in listed.split(separator: "\n") where line.contains("(\(loader))") { #expect(line.contains("untrusted"), "\(line)") }
    }
}
