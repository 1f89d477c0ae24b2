internal import Crypto
internal import Domain
internal import Foundation
package import Media
package import Store

/// Compares what the database says of the storage with what lies in it.
package struct AttachmentVerification: Sendable {
    /// Something that is not as it should be, by the name of the object.
    package enum Fault: Hashable, Sendable {
        case missing(String)
        case wrongSize(String)
        /// The bytes are not those of the name.
        case damaged(String)
        /// It lies there, and nothing knows of it.
        case unknown(String)
    }

    /// What was looked at.
    package struct Outcome: Sendable {
        package var objects = 0
        package var bytes = 0
        package var faults: [Fault] = []
    }

    /// What lies there so short a time may be on its way to be known.
    private static let graceSeconds = 3_600
    private static let page = 500

    private let storage: any ObjectStorage
    private let objects: StoredObjectStore

    package init(storage: any ObjectStorage, objects: StoredObjectStore) {
        self.storage = storage
        self.objects = objects
    }

    /// Looks whether everything is there, in its size; with `reading` whether it has its bytes; and whether there is nothing else.
    package func verify(reading: Bool) async throws(ServiceError) -> Outcome {
        var outcome = Outcome()
        var last: String?
        while true {
            let page = try await serving { () async throws(StoreError) in try await objects.page(after: last, limit: Self.page) }
            for file in page {
                outcome.objects += 1
                outcome.bytes += file.bytes
                if let fault = try await fault(of: file, reading: reading) { outcome.faults.append(fault) }
            }
            guard page.count == Self.page, let end = page.last?.object else { break }
            last = end
        }
        outcome.faults += try await unknown().map { Fault.unknown($0) }
        return outcome
    }

    private func fault(of file: StoredFile, reading: Bool) async throws(ServiceError) -> Fault? {
        guard let name = ObjectName(file.object) else { throw .fault("name of an object") }
        let found: Fault?
        do {
            found = try await look(at: file, name, reading: reading)
        } catch {
            throw ServiceError(error)
        }
        guard let found else { return nil }
        // Its attachment may have gone since, and with it the file.
        return try await serving { () async throws(StoreError) in try await objects.isNeeded(file.object) } ? found : nil
    }

    private func look(at file: StoredFile, _ name: ObjectName, reading: Bool) async throws(StorageError) -> Fault? {
        guard let bytes = try await storage.size(of: name) else { return .missing(file.object) }
        guard bytes == file.bytes else { return .wrongSize(file.object) }
        guard reading else { return nil }
        var hash = SHA256()
        do throws(StorageError) {
            for range in ObjectPieces.ranges(of: 0..<bytes) { hash.update(data: try await storage.read(name, range)) }
        } catch .missing {
            return .missing(file.object)
        }
        return Data(hash.finalize()).hexadecimal == file.object ? nil : .damaged(file.object)
    }

    private func unknown() async throws(ServiceError) -> [String] {
        let newest = Int(Date().timeIntervalSince1970) - Self.graceSeconds
        var (found, last): ([String], ObjectName?) = ([], nil)
        while true {
            let page: [StoredObject]
            do {
                page = try await storage.list(after: last, limit: Self.page)
            } catch {
                throw ServiceError(error)
            }
            let names = page.filter { $0.modified < newest }.map(\.name.text)
            let known = try await serving { () async throws(StoreError) in try await objects.known(names) }
            found += names.filter { !known.contains($0) }
            guard page.count == Self.page else { return found }
            last = page.last?.name
        }
    }

    /// Removes what nothing knows of. What was stored since is known, and left alone; whoever would store one of them just now is told to wait.
    package func remove(_ faults: [Fault]) async throws(ServiceError) -> Int {
        var count = 0
        for case .unknown(let object) in faults {
            guard let name = ObjectName(object),
                try await serving({ () async throws(StoreError) in try await objects.takeUnknown(object) })
            else { continue }
            do {
                try await storage.remove(name)
            } catch {
                // Sweepers will try again.
                throw ServiceError(error)
            }
            try await serving { () async throws(StoreError) in try await objects.forget([object]) }
            count += 1
        }
        return count
    }
}
