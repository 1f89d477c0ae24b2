package import Domain
package import FoundationEssentials
internal import Postgres

/// Where a place lies, by the boundaries in force.
package struct PlaceRead: Sendable {
    package let boundaryVersion: BoundaryVersionSummary?
    /// Units that cover the place or have a border near it, by id.
    package let nearby: [(unit: UUID, covers: Bool, distanceM: Double?)]
}

/// Places of reports as they are stored: exactly, and as the public sees them.
enum PlaceRows {
    static func point(_ pin: Pin?) -> SQL {
        guard let pin else { return "NULL" }
        return "ST_SetSRID(ST_MakePoint(\(pin.longitude), \(pin.latitude)), 4326)"
    }

    /// Where a place lies; nil: nowhere.
    static func read(_ pin: Pin?, on connection: isolated Connection) throws -> PlaceRead {
        let rows = try connection.query(
            """
            SELECT version.id, version.title, version.approximate, near.unit_id, near.covers, near.distance_m
            FROM boundary_version AS version
            LEFT JOIN LATERAL locate_units(version.id, \(pin?.longitude), \(pin?.latitude)) AS near ON \(pin != nil)
            WHERE version.status = 'active'
            """,
            as: (UUID, String, Bool, UUID?, Bool?, Double?).self
        )
        return PlaceRead(
            boundaryVersion: rows.first.map { BoundaryVersionSummary(id: $0.0, title: $0.1, isApproximate: $0.2) },
            nearby: rows.compactMap { row in row.3.map { (unit: $0, covers: row.4 ?? false, distanceM: row.5) } }
        )
    }

    /// Another place for a report.
    static func move(_ id: UUID, to pin: Pin, accuracyM: Double?) -> SQL {
        """
        UPDATE report_private
        SET point = \(point(pin)), accuracy_m = \(accuracyM)
        WHERE report_id = \(id)
        """
    }

    /// Keeps where a report is, and where the public sees it, until it is moved once more.
    static func keep(_ id: UUID, beforeEntry seq: Int?) -> SQL {
        """
        UPDATE report_private AS private
        SET
            moved_seq = \(seq), point_before = private.point, accuracy_before_m = private.accuracy_m,
            public_point_before = report.public_point, boundary_version_before = report.boundary_version_id
        FROM report
        WHERE report.id = private.report_id
            AND private.report_id = \(id)
        """
    }

    /// Back to where it was before an entry.
    static func moveBack(_ id: UUID, fromEntry seq: Int) -> [SQL] {
        [
            """
            UPDATE report
            SET public_point = private.public_point_before, boundary_version_id = private.boundary_version_before
            FROM report_private AS private
            WHERE private.report_id = report.id
                AND private.moved_seq = \(seq)
                AND report.id = \(id)
            """,
            """
            UPDATE report_private
            SET
                point = point_before, accuracy_m = accuracy_before_m, moved_seq = NULL, point_before = NULL, accuracy_before_m = NULL,
                public_point_before = NULL, boundary_version_before = NULL
            WHERE report_id = \(id)
                AND moved_seq = \(seq)
            """,
        ]
    }

    /// How a report was routed anew, if it was, and where the public sees it from now on.
    static func route(_ id: UUID, by rerouting: Rerouting, _ sensitivity: Sensitivity) -> SQL {
        let routing = rerouting.decision
        // Where it is by now, in the unit that it has by now.
        let exact: SQL = "(SELECT point FROM report_private WHERE report_id = \(id))"
        let shown = publicPoint(exact, routing, sensitivity, in: "report.unit_id")
        guard rerouting.isNew else { return "UPDATE report SET public_point = \(shown) WHERE id = \(id)" }
        return """
            UPDATE report
            SET
                boundary_version_id = \(routing.boundaryVersion?.id), routing_method = \(routing.method.rawValue),
                routing_confidence = \(routing.confidence.rawValue), public_point = \(shown)
            WHERE id = \(id)
            """
    }

    /// The farthest that the grid moves a point: half a diagonal of 50 m, and a metre for the map projection.
    private static let reachM = 36.4

    /// Where the public sees a report that is exactly at a point: on a grid of 50 m (a fixed grid, so that no two answers can be subtracted from one
    /// another), at a point of the unit, or nowhere.
    ///
    /// Unit and cell together must not say more than the cell: where the grid's point lies in another unit, the place is in the sliver
    /// of the cell that the unit has, and the public sees the unit's point instead. `unit` is the id of the unit that is shown with it.
    static func publicPoint(_ point: SQL, _ routing: RoutingDecision, _ sensitivity: Sensitivity, in unit: SQL) -> SQL {
        switch sensitivity {
        case .listed: isNearBorder(routing) ? snappedWithinUnit(point, routing, unit) : snapped(point)
        case .coarse: "(SELECT point FROM unit WHERE id = \(unit))"
        case .unlisted: "NULL"
        }
    }

    private static func snapped(_ point: SQL) -> SQL {
        "ST_Transform(ST_SnapToGrid(ST_Transform(\(point), 32648), 50), 4326)"
    }

    private static func isNearBorder(_ routing: RoutingDecision) -> Bool {
        guard routing.unit != nil else { return false }
        return routing.method == .border || routing.distanceToBorderM.map { $0 < reachM } ?? false
    }

    private static func snappedWithinUnit(_ point: SQL, _ routing: RoutingDecision, _ unit: SQL) -> SQL {
        """
        (
            SELECT
                CASE
                    WHEN EXISTS (
                        SELECT
                        FROM unit_boundary_part AS part
                        WHERE part.version = \(routing.boundaryVersion?.id)
                            AND part.unit = unit.id
                            AND ST_Covers(part.geom, grid.point)
                    ) THEN grid.point
                    ELSE unit.point
                END
            FROM unit
            CROSS JOIN (SELECT \(snapped(point))) AS grid (point)
            WHERE unit.id = \(unit)
        )
        """
    }
}
