// swift-tools-version: 6.2
import PackageDescription

/// Every target is built with the same settings: language mode 6, the upcoming features that make
/// imports, existentials and isolation explicit, and no warning left standing.
func strict(_ target: Target) -> Target {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    return target
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let inMemoryLogging: Target.Dependency = .product(name: "InMemoryLogging", package: "swift-log")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let serviceLifecycleTestKit: Target.Dependency = .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let structuredFields: Target.Dependency = .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "phananh",
    products: [
        .executable(name: "phananh", targets: ["PhanAnh"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV.git", from: "0.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        strict(.target(name: "Postgres", dependencies: ["CLibPQ", logging, serviceLifecycle])),
        strict(.target(name: "Transfer", dependencies: ["CLibCurl"])),
        strict(.target(name: "Media", dependencies: ["Transfer", crypto, subprocess, systemPackage])),
        strict(.target(name: "JSON")),
        strict(.target(name: "Domain")),
        strict(.target(name: "Store", dependencies: ["Postgres", "Domain", "JSON", logging, serviceLifecycle])),
        strict(
            .target(
                name: "Services",
                dependencies: [
                    "Store", "Domain", "JSON", "Transfer", "Media", crypto, cryptoExtras, jwtKit, logging, "SwiftCSV", systemPackage,
                ]
            )
        ),
        strict(.target(name: "Telemetry", dependencies: [coreMetrics, logging])),
        strict(
            .target(
                name: "Web",
                dependencies: [
                    "Services", "Domain", "JSON", "Telemetry", crypto, hummingbird, logging, metrics, mustache, structuredFields,
                ]
            )
        ),
        strict(.target(name: "Workers", dependencies: ["Services", "Domain", "Telemetry", logging, serviceLifecycle])),
        strict(
            .executableTarget(
                name: "PhanAnh",
                dependencies: [
                    "Web", "Workers", "Services", "Store", "Domain", "JSON", "Telemetry", "Transfer", "Media", argumentParser, hummingbird,
                    logging, metrics, serviceLifecycle, systemPackage, unixSignals,
                ]
            )
        ),
        .systemLibrary(name: "CEpoll", path: "Tests/Load/CEpoll"),
        strict(.executableTarget(name: "LoadGenerator", dependencies: ["CEpoll"], path: "Tests/Load/Generator")),
        strict(
            .executableTarget(
                name: "StorageProbe",
                dependencies: ["Media", "Transfer", crypto, systemPackage],
                path: "Tests/Storage/Probe"
            )
        ),
        strict(
            .target(
                name: "DatabaseTesting",
                dependencies: ["CLibPQ", "Domain", "Media", "MediaTesting", "Postgres", "Services", "Store", logging, systemPackage],
                path: "Tests/DatabaseTesting"
            )
        ),
        strict(
            .testTarget(
                name: "PostgresTests",
                dependencies: ["CLibPQ", "Postgres", "RandomTesting", inMemoryLogging, logging, serviceLifecycleTestKit]
            )
        ),
        strict(.target(name: "NetworkTesting", path: "Tests/NetworkTesting")),
        strict(
            .target(
                name: "ProviderTesting",
                dependencies: ["NetworkTesting", "Services", "Transfer", crypto],
                path: "Tests/ProviderTesting"
            )
        ),
        strict(.target(name: "MediaTesting", dependencies: ["Media", subprocess, systemPackage], path: "Tests/MediaTesting")),
        strict(.testTarget(name: "TransferTests", dependencies: ["NetworkTesting", "Transfer"])),
        strict(
            .testTarget(
                name: "MediaTests",
                dependencies: ["Media", "MediaTesting", "NetworkTesting", "RandomTesting", "Transfer", crypto, subprocess, systemPackage]
            )
        ),
        strict(.testTarget(name: "JSONTests", dependencies: ["JSON", "RandomTesting"])),
        strict(.target(name: "RandomTesting", path: "Tests/RandomTesting")),
        strict(.target(name: "ClockTesting", dependencies: ["Domain"], path: "Tests/ClockTesting")),
        strict(.testTarget(name: "DomainTests", dependencies: ["ClockTesting", "Domain", "RandomTesting"])),
        strict(
            .testTarget(name: "StoreTests", dependencies: ["DatabaseTesting", "Domain", "Postgres", "RandomTesting", "Store", logging])
        ),
        strict(
            .testTarget(
                name: "ServicesTests",
                dependencies: [
                    "ClockTesting", "DatabaseTesting", "Domain", "Media", "NetworkTesting", "Postgres", "ProviderTesting",
                    "RandomTesting", "Services", "Store", "Transfer", logging, systemPackage,
                ]
            )
        ),
        strict(.testTarget(name: "PhanAnhTests", dependencies: ["Domain", "Media", "PhanAnh", "Services", "Web"])),
        strict(.testTarget(name: "TelemetryTests", dependencies: ["RandomTesting", "Telemetry", coreMetrics, logging, inMemoryLogging])),
        strict(
            .testTarget(
                name: "WorkersTests",
                dependencies: [
                    "Workers", "DatabaseTesting", "Domain", "Postgres", "Services", "Store", "Telemetry", inMemoryLogging, logging,
                    serviceLifecycle, serviceLifecycleTestKit,
                ]
            )
        ),
        strict(
            .testTarget(
                name: "WebTests",
                dependencies: [
                    "Web", "ClockTesting", "DatabaseTesting", "Domain", "JSON", "Media", "MediaTesting", "NetworkTesting", "Postgres",
                    "ProviderTesting", "RandomTesting", "Services", "Store", "Transfer", crypto, hummingbird, hummingbirdTesting, jwtKit,
                    logging, serviceLifecycle,
                    systemPackage,
                ]
            )
        ),
    ]
)
