internal import GitStore
internal import Schema

/// The records of many versions in flat arrays; a version stands after its parents.
struct VersionTable: Sendable {
  private(set) var ids: [ObjectID] = []
  private var positions = NumberTable()
  /// Where the parents of a version begin in `parents`; one entry more than versions.
  private var parentStarts: [Int32] = [0]
  private var parents: [Int32] = []
  private(set) var changes: [ChangeID?] = []
  private(set) var dates: [CommitDate] = []
  private var schemaTrees: [ObjectID] = []
  private var flags: [Flags] = []
  private var fingerprintNumbers: [Int32] = []
  private var fingerprints: [Fingerprint] = []
  /// Made when a number is first asked for.
  private var numberOfFingerprint: [Fingerprint: Int32]?
  /// Name, title and author of each version, one after the other; three ends for each.
  private var texts: [UInt8] = []
  private var textEnds: [UInt32] = []

  private struct Flags: OptionSet {
    let rawValue: UInt8
    static let isReversible = Flags(rawValue: 1)
    static let writesData = Flags(rawValue: 2)
    static let losesData = Flags(rawValue: 4)
    static let downLosesData = Flags(rawValue: 8)
    /// Two bits for the kind.
    static let kindShift = 4
    static let runsInPieces = Flags(rawValue: 64)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ version: Version) {
      self = [
        version.isReversible ? .isReversible : [], version.writesData ? .writesData : [],
        version.losesData ? .losesData : [], version.downLosesData ? .downLosesData : [],
        version.runsInPieces ? .runsInPieces : [], Flags(rawValue: version.kind.rawValue << Self.kindShift),
      ]
    }

    var kind: VersionKind { VersionKind(rawValue: rawValue >> Self.kindShift & 3) ?? .step }
  }

  var count: Int { ids.count }

  init() {}

  mutating func reserve(_ count: Int) {
    ids.reserveCapacity(count)
    positions.reserve(count)
    parentStarts.reserveCapacity(count + 1)
    parents.reserveCapacity(count)
    changes.reserveCapacity(count)
    dates.reserveCapacity(count)
    schemaTrees.reserveCapacity(count)
    flags.reserveCapacity(count)
    fingerprintNumbers.reserveCapacity(count)
    textEnds.reserveCapacity(3 * count)
  }

  func position(of id: ObjectID) -> Int? { positions.find(id.folded) { ids[$0] == id } }

  func parents(of position: Int) -> ArraySlice<Int32> {
    parents[Int(parentStarts[position])..<Int(parentStarts[position + 1])]
  }

  /// Adds a version whose known parents are in the table already; parents that are not are left out.
  mutating func append(_ version: Version) {
    guard position(of: version.id) == nil else { return }
    for parent in version.parents.compactMap({ position(of: $0) }) { append(parent: Int32(parent)) }
    for text in [version.name, version.title, version.author] {
      var text = text
      text.withUTF8 { append(text: UnsafeRawBufferPointer($0)) }
    }
    finish(
      version.id, change: version.change, date: version.date, schemaTree: version.schemaTree,
      fingerprint: number(of: version.fingerprint), flags: Flags(version).rawValue)
  }

  /// Adds a parent of the version that ``finish(_:change:date:schemaTree:fingerprint:flags:)`` will add.
  mutating func append(parent: Int32) { parents.append(parent) }

  /// Adds a text of the version that is to be finished: its name, then its title, then its author.
  mutating func append(text: UnsafeRawBufferPointer) {
    texts.append(contentsOf: text)
    textEnds.append(UInt32(texts.count))
  }

  /// Adds a version that the table does not have, with the parents and texts that were added before.
  mutating func finish(
    _ id: ObjectID, change: ChangeID?, date: CommitDate, schemaTree: ObjectID, fingerprint: Int32, flags: UInt8
  ) {
    ids.append(id)
    positions.insert(ids.count - 1) { [ids] in ids[$0].folded }
    parentStarts.append(Int32(parents.count))
    changes.append(change)
    dates.append(date)
    schemaTrees.append(schemaTree)
    self.flags.append(Flags(rawValue: flags))
    fingerprintNumbers.append(fingerprint)
  }

  /// Returns the number that stands for a fingerprint in this table.
  mutating func number(of fingerprint: Fingerprint) -> Int32 {
    var numbers =
      numberOfFingerprint
      ?? Dictionary(fingerprints.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    // Taken out, so that the dictionary is not copied when it changes.
    numberOfFingerprint = nil
    defer { numberOfFingerprint = numbers }
    if let number = numbers[fingerprint] { return number }
    numbers[fingerprint] = Int32(fingerprints.count)
    fingerprints.append(fingerprint)
    return Int32(fingerprints.count - 1)
  }

  /// Adds a fingerprint that the table does not have.
  mutating func append(_ fingerprint: Fingerprint) {
    fingerprints.append(fingerprint)
    numberOfFingerprint = nil
  }

  var fingerprintCount: Int { fingerprints.count }

  /// The number of fingerprints that the versions before a position have between them.
  ///
  /// Fingerprints are numbered as versions come to have them.
  func fingerprintCount(before position: Int) -> Int {
    Int(fingerprintNumbers[..<position].max() ?? -1) + 1
  }

  /// Name, title, author.
  static let textsPerVersion = 3

  /// A version with its parents and fingerprint by their numbers in this table.
  struct Record {
    var id: ObjectID
    var schemaTree: ObjectID
    var parents: ArraySlice<Int32>
    var change: ChangeID?
    var date: CommitDate
    var fingerprintNumber: Int32
    var fingerprint: Fingerprint
    var flags: UInt8
    var texts: [ArraySlice<UInt8>]
  }

  func record(at position: Int) -> Record {
    Record(
      id: ids[position], schemaTree: schemaTrees[position], parents: parents(of: position), change: changes[position],
      date: dates[position], fingerprintNumber: fingerprintNumbers[position],
      fingerprint: fingerprints[Int(fingerprintNumbers[position])], flags: flags[position].rawValue,
      texts: (0..<Self.textsPerVersion).map { texts[textRange(position, $0)] })
  }

  func version(at position: Int) -> Version {
    Version(
      id: ids[position], parents: parents(of: position).map { ids[Int($0)] }, change: changes[position],
      name: text(position, 0), title: text(position, 1), author: text(position, 2), date: dates[position],
      fingerprint: fingerprints[Int(fingerprintNumbers[position])], schemaTree: schemaTrees[position],
      isReversible: flags[position].contains(.isReversible), writesData: flags[position].contains(.writesData),
      kind: flags[position].kind, losesData: flags[position].contains(.losesData),
      downLosesData: flags[position].contains(.downLosesData), runsInPieces: flags[position].contains(.runsInPieces))
  }

  func kind(at position: Int) -> VersionKind { flags[position].kind }
  func writesData(at position: Int) -> Bool { flags[position].contains(.writesData) }
  func isReversible(at position: Int) -> Bool { flags[position].contains(.isReversible) }
  func losesData(at position: Int) -> Bool { flags[position].contains(.losesData) }
  func downLosesData(at position: Int) -> Bool { flags[position].contains(.downLosesData) }
  func fingerprintNumber(at position: Int) -> Int { Int(fingerprintNumbers[position]) }

  func name(at position: Int) -> String { text(position, 0) }
  func title(at position: Int) -> String { text(position, 1) }

  /// Whether the version's name has these bytes.
  func isName(at position: Int, _ bytes: [UInt8]) -> Bool {
    let range = textRange(position, 0)
    return range.count == bytes.count && texts[range].elementsEqual(bytes)
  }

  private func text(_ position: Int, _ field: Int) -> String {
    String(decoding: texts[textRange(position, field)], as: UTF8.self)
  }

  private func textRange(_ position: Int, _ field: Int) -> Range<Int> {
    let number = 3 * position + field
    return (number == 0 ? 0 : Int(textEnds[number - 1]))..<Int(textEnds[number])
  }
}
