package import Media

// Other tests keep the processors busy for minutes: a test should be slow rather than fail.

extension ImageLimits {
    /// The same, but for how long a picture may wait and be worked on: what works on pictures gives way to all else.
    package var patient: ImageLimits {
        var limits = self
        limits.time = .seconds(300)
        limits.patience = .seconds(300)
        return limits
    }
}

extension S3Settings {
    /// The same, but for how long a server may take.
    package var patient: S3Settings { waiting(.seconds(300)) }

    /// The same for a server that may take so long, and be silent for half of it.
    package func waiting(_ time: Duration) -> S3Settings {
        var settings = self
        settings.time = time
        settings.readTime = time
        settings.idle = time / 2
        return settings
    }
}
