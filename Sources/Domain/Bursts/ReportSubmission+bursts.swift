extension ReportSubmission {
    /// As much of a text as is compared: who sends many alike seldom differs only behind that.
    private static let comparedScalars = 300
    /// Metres.
    private static let square = 300.0

    /// What it may have in common with others, told apart by text; in the clear, so neither to be kept nor to be told.
    package func burstSubjects(from party: FilingParty) -> [(kind: BurstKind, subject: String)] {
        let subjects: [(BurstKind, String?)] = [
            (.area, areaSubject), (.device, party.deviceSubject), (.text, textSubject), (.user, party.userSubject),
        ]
        return subjects.compactMap { kind, subject in subject.map { (kind, "\(kind.rawValue)|\($0)") } }
    }

    private var textSubject: String? {
        guard let scalars = description?.unicodeScalars.prefix(Self.comparedScalars), !scalars.isEmpty else { return nil }
        return SearchKey.folded(String(String.UnicodeScalarView(scalars)))
    }

    /// A degree of longitude is 103.9 km at 21° north, close enough for all of the city.
    private var areaSubject: String? {
        guard let category, PlainCode.isPlausible(category), let pin = effectivePin, pin.isNearHanoi else { return nil }
        let north = Int((pin.latitude * 110_700 / Self.square).rounded(.down))
        let east = Int((pin.longitude * 103_900 / Self.square).rounded(.down))
        return "\(category)|\(north)|\(east)"
    }
}
