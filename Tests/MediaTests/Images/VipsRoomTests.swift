import Foundation
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

    private func shell(_ script: String, _ change: (inout ImageLimits) -> Void = { _ in }) async throws(ImageFault) -> String {
        var limits = ImageLimits()
        change(&limits)
        return try await VipsRoom(limits: limits, tool: "/usr/bin/bash").run(["-c", script], in: folder.path)
    }

    @Test func theFolderIsAllThereIs() async throws {
        _ = try folder.write([65], "source.png")
        #expect(
            try await shell("echo *; echo /*; [ -e /etc/passwd ] || echo none; [ -e /proc/self ] || echo none; echo $UID")
                == "source.png\n/lib /lib64 /picture /tmp /usr\nnone\nnone\n65534\n"
        )
        #expect(try await shell("cd /usr; echo */*").contains("bin/bash"))
        _ = try await shell("echo made > made")
        #expect(folder.files.contains("made"))
        await #expect(throws: ImageFault.damaged) { _ = try await shell("echo made > /usr/lib/made") }
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
        #expect(try await run(.name("bash"), arguments: ["-c", script], output: .string(limit: 100)).standardOutput == "through\n")
        await #expect(throws: ImageFault.damaged) { _ = try await shell(script) }
        #expect(server.asked.isEmpty)
    }

    @Test func memoryIsLimited() async throws {
        let script = "x=aaaaaaaaaaaaaaaa; for i in {1..24}; do x=$x$x; done; echo ${#x}"
        await #expect(throws: ImageFault.resources) { _ = try await shell(script) { $0.memory = 100_000_000 } }
        await #expect(throws: ImageFault.resources) { _ = try await shell(script) { $0.addresses = 100_000_000 } }
    }

    @Test func processorTimeIsLimited() async throws {
        let start = ContinuousClock.now
        await #expect(throws: ImageFault.resources) { _ = try await shell("while :; do :; done") { $0.processorSeconds = 1 } }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func filesAreLimited() async throws {
        let script = "x=$(printf %1000s); while :; do echo \"$x\"; done > large"
        await #expect(throws: ImageFault.resources) { _ = try await shell(script) { $0.writtenBytes = 1_000_000 } }
        #expect(try folder.path.appending("large").bytes().count <= 1_000_000)
    }

    @Test func whatTakesTooLongIsEndedWithAllThatItBegan() async throws {
        // Both write on; neither does afterwards.
        let script = "while :; do echo x >> child; done & while :; do echo x >> parent; done"
        await #expect(throws: ImageFault.timeout) { _ = try await shell(script) { $0.time = .milliseconds(500) } }
        try await expectSilence()
    }

    @Test func whoeverIsCancelledEndsIt() async throws {
        await withTaskGroup { group in
            group.addTask {
                await #expect(throws: ImageFault.cancelled) {
                    _ = try await shell("while :; do echo x >> child; done & while :; do echo x >> parent; done")
                }
            }
            while !folder.files.contains("parent") { await Task.yield() }
            group.cancelAll()
        }
        try await expectSilence()
    }

    /// Files that were written a moment ago do not grow any more.
    private func expectSilence() async throws {
        // SIGKILL has been sent; the last of them needs a moment to be gone.
        try await Task.sleep(for: .milliseconds(300))
        let sizes = try ["child", "parent"].map { try folder.path.appending($0).bytes().count }
        try await Task.sleep(for: .milliseconds(300))
        #expect(try ["child", "parent"].map { try folder.path.appending($0).bytes().count } == sizes)
    }

    @Test func aToolThatIsMissingIsNamed() async throws {
        await #expect {
            try await VipsRoom(limits: ImageLimits(), tool: "/usr/bin/no-vips").run([], in: folder.path)
        } throws: { error in
            guard case .unavailable(let why)? = error as? ImageFault else { return false }
            return why.contains("no-vips")
        }
    }

    @Test(arguments: ["magickload", "heifload", "pdfload", "svgload", "openslideload", "vipsload", "ppmload", "rawload"])
    func otherLoadersAreNotToBeHad(_ loader: String) async throws {
        await #expect(throws: ImageFault.self) {
            try await VipsRoom(limits: ImageLimits()).run([loader, "x", "y.png"], in: folder.path)
        }
        let listed = try await VipsRoom(limits: ImageLimits()).run(["-l", "foreign"], in: folder.path)
        for line in listed.split(separator: "\n") where line.contains("(\(loader))") { #expect(line.contains("untrusted"), "\(line)") }
    }
}
