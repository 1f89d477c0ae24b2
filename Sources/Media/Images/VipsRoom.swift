internal import Subprocess
internal import SystemPackage

/// Runs libvips' command line in a room that holds a folder, libvips and nothing else.
///
/// A picture may be made to take over what decodes it. bubblewrap, which needs no rights of its own, leaves it no network, no other process
/// and no file but those: not the keys of the service, which `unshare` alone would leave within reach. util-linux' `prlimit` says what it
/// may take. Of libvips' loaders there are those that are built into it: the modules, ImageMagick and libheif among them, are not found,
/// which also saves 16 of the 42 ms that a process needs to begin.
struct VipsRoom {
    let limits: ImageLimits
    /// What is run there.
    var tool = "/usr/bin/vips"

    private static let limiter = FilePath("/usr/bin/prlimit")
    private static let walls = FilePath("/usr/bin/bwrap")
    /// Complaints beyond this are a sign of their own.
    private static let mostComplaint = 64 * 1024

    /// Comes back when the command is done, with what it has printed. Its files are named as they are in the folder.
    @discardableResult
    func run(_ arguments: [String], in folder: FilePath) async throws(ImageFault) -> String {
        let (limits, command) = (limits, Self.walled(folder, tool) + arguments)
        let result = await withTaskGroup(of: Result<String, ImageFault>.self) { group in
            group.addTask { await Self.launch(limits, command) }
            group.addTask {
                // Cancelled when the command is done.
                try? await Task.sleep(for: limits.time)
                return .failure(.timeout)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.cancelled)
        }
        if Task.isCancelled { throw .cancelled }
        return try result.get()
    }

    private static func launch(_ limits: ImageLimits, _ command: [String]) async -> Result<String, ImageFault> {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        do {
            let result = try await Subprocess.run(
                .path(limiter),
                arguments: Arguments(limited(limits) + command),
                environment: .custom(environment),
                platformOptions: options,
                output: .string(limit: mostComplaint),
                error: .string(limit: mostComplaint)
            )
            if result.terminationStatus.isSuccess { return .success(result.standardOutput) }
            return .failure(fault(result.terminationStatus, result.standardError))
        } catch {
            let code = (error as? SubprocessError)?.code
            return .failure(code == .outputLimitExceeded ? .damaged : .unavailable("\(limiter) does not start"))
        }
    }

    private static let environment: [Environment.Key: String] = [
        // Where no modules are.
        "VIPSHOME": "/none",
        "VIPS_BLOCK_UNTRUSTED": "1",
        "VIPS_CONCURRENCY": "1",
        // Pictures that have to be turned stay in memory: there is no other room.
        "VIPS_DISC_THRESHOLD": "1g",
        "LC_ALL": "C",
    ]

    private static func limited(_ limits: ImageLimits) -> [String] {
        [
            "--cpu=\(limits.processorSeconds):\(limits.processorSeconds + 1)", "--data=\(limits.memory)", "--as=\(limits.addresses)",
            "--fsize=\(limits.writtenBytes)", "--nofile=64", "--core=0", "--",
        ]
    }

    private static func walled(_ folder: FilePath, _ tool: String) -> [String] {
        [
            walls.string, "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--die-with-parent",
            "--new-session",
            "--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--symlink", "usr/lib", "/lib",
            "--symlink", "usr/lib64", "/lib64", "--ro-bind", tool, tool,
            // Where libvips puts code that it makes for this processor: that halves the time of a thumbnail's scaling, and systemd's
            // MemoryDenyWriteExecute lets it be nowhere else.
            "--size", "1048576", "--tmpfs", "/tmp", "--bind", folder.string, "/picture", "--chdir", "/picture", "--",
            tool,
        ]
    }

    private static func fault(_ status: TerminationStatus, _ complaint: String) -> ImageFault {
        if complaint.hasPrefix("bwrap:") || complaint.hasPrefix("prlimit:") {
            return .unavailable(complaint.split(separator: "\n").first.map(String.init) ?? "")
        }
        if complaint.contains("No space left on device") || complaint.contains("Disk quota exceeded") { return .full }
        let memory = ["out of memory", "insufficient memory", "to allocate", "cannot allocate", "bad_alloc", "failed to map segment"]
        if memory.contains(where: complaint.lowercased().contains) { return .resources }
        // bubblewrap ends with 128 and the signal: killed, too much time, too long a file.
        return [.exited(137), .exited(152), .exited(153), .signaled(9)].contains(status) ? .resources : .damaged
    }
}
