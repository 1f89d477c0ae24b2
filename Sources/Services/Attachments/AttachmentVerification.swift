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
        do {
            guard let bytes = try await storage.size(of: name) else { return .missing(file.object) }
            guard bytes == file.bytes else { return .wrongSize(file.object) }
            guard reading else { return nil }
            var hash = SHA256()
            for range in ObjectPieces.ranges(of: 0..<bytes) { hash.update(data: try await storage.read(name, range)) }
            let digest = Data(hash.finalize()).hexadecimal
            return digest == file.object ? nil : .damaged(file.object)
        } catch {
            throw ServiceError(error)
        }
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

    /// Removes what nothing knows of. An object that was stored since is left alone, as it is known.
    package func remove(_ faults: [Fault]) async throws(ServiceError) -> Int {
        var count = 0
        for case .unknown(let object) in faults {
            guard let name = ObjectName(object),
                try await serving({ () async throws(StoreError) in try await objects.known([object]) }).isEmpty
            else { continue }
            do {
                try await storage.remove(name)
            } catch {
                throw ServiceError(error)
            }
            count += 1
        }
        return count
    }
}
