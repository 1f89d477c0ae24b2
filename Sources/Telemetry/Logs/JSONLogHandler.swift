package import Logging

/// A swift-log handler that writes each event as one JSON object on one line:
/// `{"time":"2026-03-01T07:05:09.042Z","level":"info","label":"web","message":"…","metadata":{"status":"201"}}`
///
/// Metadata may nest; on equal keys the statement overrides the provider, and the provider the handler. Of an error given to the
/// statement only the type is written, as `errorType`: its description may hold SQL or personal data. Long values end in
/// `…[truncated]`. The handler keeps no task-local state: what belongs to one request comes with its logger or by the provider.
package struct JSONLogHandler: LogHandler {
    /// The least severe level written.
    package var logLevel: Logger.Level
    /// Metadata written with each event.
    package var metadata: Logger.Metadata = [:]
    /// Asked for more metadata at each event, on the task that logs.
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let buffer: LogBuffer

    /// A handler for the logger `label`.
    package init(
        label: String,
        level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil,
        buffer: LogBuffer = .standardError
    ) {
        self.label = label
        self.logLevel = level
        self.metadataProvider = metadataProvider
        self.buffer = buffer
    }

    /// One entry of ``metadata``.
    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Hands the event on, to be written a few milliseconds later. What is critical ends the process: it is written before this returns, with
    /// all before it.
    package func log(event: LogEvent) {
        var line = LogLine()
        line.add("time", .string(LogTimestamp.now().text))
        line.add("level", .string(event.level.rawValue))
        line.add("label", .string(label))
        line.add("message", .string(event.message.description))
        if let error = event.error { line.add("errorType", .string(String(describing: type(of: error)))) }
        let entries = entries(event.metadata)
        if !entries.isEmpty { line.add("metadata", entries) }
        line.finish()
        buffer.add(line.bytes)
        if event.level == .critical { buffer.flush() }
    }

    private func entries(_ explicit: Logger.Metadata?) -> [(key: String, value: Logger.MetadataValue)] {
        let explicit = explicit ?? [:]
        let provided = metadataProvider?.get() ?? [:]
        var entries = Array(explicit)
        entries += provided.filter { explicit[$0.key] == nil }
        entries += metadata.filter { explicit[$0.key] == nil && provided[$0.key] == nil }
        return entries
    }
}
