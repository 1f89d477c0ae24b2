internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs libvips' command line in a room that holds a folder to read from, libvips and nothing else. What it makes it writes to its output.
///
/// A picture may be made to take over what decodes it. bubblewrap, which needs no rights of its own, leaves it no network, no other process
/// and no file but those: not the keys of the service, which `unshare` alone would leave within reach. All that it can write is one file
/// that was opened for it, so there is no link, no pipe and no second file for the service to find. util-linux' `prlimit` says what it may
/// take. Of libvips' loaders there are those that are built into it: the modules, ImageMagick and libheif among them, are not found, which
/// also saves 16 of the 42 ms that a process needs to begin.
struct VipsRoom {
    let limits: ImageLimits
    let files: FileThreads
    /// What is run there.
    var tool = "/usr/bin/vips"

    private static let scheduler = FilePath("/usr/bin/chrt")
    private static let limiter = "/usr/bin/prlimit"
    private static let walls = "/usr/bin/bwrap"
    /// Complaints beyond this are a sign of their own.
    private static let mostComplaint = 64 * 1024

    /// Comes back when the command is done, or when it is time. Its output is in a file then that was not there before; the files that it reads
    /// are named as they are in the folder.
    func run(_ arguments: [String], in folder: FilePath, into file: FilePath, until end: ContinuousClock.Instant) async throws(ImageFault) {
        let output = try await files.run { () throws(ImageFault) in
            do throws(Errno) {
                return try file.create()
            } catch {
                throw ImageFault(error)
            }
        }
        defer { try? output.close() }
        let command = Self.patient + Self.walled(folder, tool) + Self.limited(limits) + [tool] + arguments
        let result = await withTaskGroup(of: Result<Void, ImageFault>.self) { group in
            group.addTask { await Self.launch(command, output) }
            group.addTask {
                // Cancelled when the command is done.
                try? await Task.sleep(until: end)
                return .failure(.timeout)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.cancelled)
        }
        if Task.isCancelled { throw .cancelled }
        try result.get()
    }

    private static func launch(_ command: [String], _ output: FileDescriptor) async -> Result<Void, ImageFault> {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        do {
            let result = try await Subprocess.run(
                .path(scheduler),
                arguments: Arguments(command),
                environment: .custom(environment),
                platformOptions: options,
                output: .fileDescriptor(output, closeAfterSpawningProcess: false),
                error: .string(limit: mostComplaint)
            )
            if result.terminationStatus.isSuccess { return .success(()) }
            return .failure(fault(result.terminationStatus, result.standardError))
        } catch {
            let code = (error as? SubprocessError)?.code
            return .failure(code == .outputLimitExceeded ? .damaged : .unavailable("\(scheduler) does not start"))
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

    /// Taken on within the walls, where processes are counted by themselves: outside the service's own would be among them. For a service
    /// that runs as root their number is not limited.
    private static func limited(_ limits: ImageLimits) -> [String] {
        [
            limiter, "--cpu=\(limits.processorSeconds):\(limits.processorSeconds + 1)", "--data=\(limits.memory)",
            "--as=\(limits.addresses)",
            "--fsize=\(limits.madeBytes)", "--nproc=\(limits.threads)", "--nofile=64", "--core=0", "--",
        ]
    }

    /// Whatever else wants a processor gets it first (`SCHED_IDLE`): whoever sends a photo waits for it anyhow, and filings must not.
    private static let patient = ["--idle", "0", walls]

    private static func walled(_ folder: FilePath, _ tool: String) -> [String] {
        [
            "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--die-with-parent",
            "--new-session",
            "--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--symlink", "usr/lib", "/lib",
            "--symlink", "usr/lib64", "/lib64", "--ro-bind", limiter, limiter, "--ro-bind", tool, tool,
            // Where libvips puts code that it makes for this processor: that halves the time of a thumbnail's scaling, and systemd's
            // MemoryDenyWriteExecute lets it be nowhere else.
            "--size", "1048576", "--tmpfs", "/tmp", "--ro-bind", folder.string, "/picture", "--chdir", "/picture",
            "--remount-ro", "/", "--",
        ]
    }

    private static func fault(_ status: TerminationStatus, _ complaint: String) -> ImageFault {
        if ["chrt:", "bwrap:", "prlimit:"].contains(where: complaint.hasPrefix) {
            return .unavailable(complaint.split(separator: "\n").first.map(String.init) ?? "")
        }
        if complaint.contains("No space left on device") || complaint.contains("Disk quota exceeded") { return .full }
        let memory = ["out of memory", "insufficient memory", "to allocate", "cannot allocate", "bad_alloc", "failed to map segment"]
        if memory.contains(where: complaint.lowercased().contains) { return .resources }
        // bubblewrap ends with 128 and the signal.
        return switch status {
        case .exited(128 + SIGXFSZ): .outgrown
        case .exited(128 + SIGKILL), .exited(128 + SIGXCPU), .signaled(SIGKILL): .resources
        default: .damaged
        }
    }
}
