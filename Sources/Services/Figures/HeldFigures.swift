package import Domain
internal import Store

/// Figures in memory as they were at a revision. They never change: whoever answers from them holds up nobody.
final class HeldFigures: Sendable {
    let cube: FigureCube
    /// Of the reference tables by which it is told what is never listed in public.
    let epoch: Int
    let source: FigureSource

    init(_ cube: FigureCube, at position: FigurePosition, epoch: Int) {
        self.cube = cube
        self.epoch = epoch
        source = FigureSource(position: position, edition: "\(position.revision)-\(epoch)")
    }

    var position: FigurePosition { source.position }

    var holding: FigureHolding {
        FigureHolding(
            revision: position.revision,
            changedAt: position.changedAt,
            firstDay: cube.days.lowerBound,
            unlisted: cube.unlisted
        )
    }

    /// The same with what has changed since, by reference tables of an epoch that list the same.
    func applying(_ reading: FigureReading, epoch: Int) -> HeldFigures {
        guard reading.position.revision != position.revision || epoch != self.epoch else { return self }
        var cube = cube
        cube.apply(reading)
        return HeldFigures(cube, at: reading.position, epoch: epoch)
    }

    /// What an answer is made of that the database gave at a position.
    func source(at position: FigurePosition) -> FigureSource {
        let isBehind = position.revision < self.position.revision
        return FigureSource(position: position, edition: isBehind ? nil : "\(position.revision)-\(epoch)")
    }
}

/// What an answer is made of.
package struct FigureSource: Sendable {
    package let position: FigurePosition
    /// With the question and the day another one whenever the answer is. nil: memory is ahead of the database that was asked or far
    /// behind it, so nobody can tell what else is like this answer.
    package let edition: String?
}
