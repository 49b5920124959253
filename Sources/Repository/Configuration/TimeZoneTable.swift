internal import Glibc

/// The offsets from UTC of one time zone, from the IANA database as the system has it (RFC 8536).
///
/// Only what a window needs: the offset at a moment. Nothing of the process's own zone is read or set.
package struct TimeZoneTable: Sendable {
  private var moments: [Int64] = []
  /// The offset that begins at each moment, in seconds east of UTC.
  private var offsets: [Int] = []
  private var first = 0
  /// What holds after the last moment.
  private var rule: TimeZoneRule?

  /// Reads a zone such as `Europe/Berlin`.
  ///
  /// - Parameters:
  ///   - name: A name of the database, without a way upwards.
  ///   - folder: Where the database is.
  /// - Returns: `nil` when there is no such zone, or it cannot be read.
  package static func named(_ name: String, in folder: String = "/usr/share/zoneinfo") -> TimeZoneTable? {
    if name == "UTC" { return .utc }
    guard let bytes = try? FileAccess.bytes("\(folder)/\(name)") else { return nil }
    return TimeZoneTable(bytes: bytes)
  }

  /// What needs no file.
  private static let utc = TimeZoneTable(rule: TimeZoneRule("UTC0"))

  private init(rule: TimeZoneRule?) { self.rule = rule }

  /// Reads the content of a zone's file.
  package init?(bytes: [UInt8]) {
    var reader = Reader(bytes: bytes[...])
    guard let old = reader.header(), old.version >= UInt8(ascii: "2"), reader.skip(old.size(momentWidth: 4)),
      let header = reader.header(), reader.rest.count > header.size(momentWidth: 8)
    else { return nil }
    let moments = (0..<header.moments).map { _ in reader.integer(8) }
    let kinds = (0..<header.moments).map { _ in Int(reader.integer(1)) }
    let offsets = (0..<header.kinds).map { _ in
      let offset = Int(Int32(truncatingIfNeeded: reader.integer(4)))
      _ = reader.skip(2)
      return offset
    }
    guard !offsets.isEmpty, kinds.allSatisfy({ offsets.indices.contains($0 & 0xFF) }),
      reader.skip(header.characters + header.leaps * 12 + header.standards + header.universals)
    else { return nil }
    self.moments = moments
    self.offsets = kinds.map { offsets[$0 & 0xFF] }
    first = offsets[0]
    let footer = reader.rest.dropFirst().prefix { $0 != UInt8(ascii: "\n") }
    rule = footer.isEmpty ? nil : TimeZoneRule(String(decoding: footer, as: UTF8.self))
  }

  /// Seconds east of UTC at a moment, in seconds since 1970.
  package func offset(at moment: Int64) -> Int {
    guard let last = moments.last else { return rule?.offset(at: moment) ?? first }
    if moment >= last, let rule { return rule.offset(at: moment) }
    let after = moments.partitioningIndex { $0 > moment }
    return after == 0 ? first : offsets[after - 1]
  }

  private struct Header {
    var version: UInt8
    var universals, standards, leaps, moments, kinds, characters: Int

    func size(momentWidth width: Int) -> Int {
      moments * (width + 1) + kinds * 6 + characters + leaps * (width + 4) + standards + universals
    }
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    init(bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func header() -> Header? {
      guard rest.count >= 44, rest.prefix(4).elementsEqual("TZif".utf8) else { return nil }
      let version = rest[rest.startIndex + 4]
      rest = rest.dropFirst(20)
      let counts = (0..<6).map { _ in Int(integer(4)) }
      guard counts.allSatisfy({ (0..<100_000).contains($0) }) else { return nil }
      return Header(
        version: version, universals: counts[0], standards: counts[1], leaps: counts[2], moments: counts[3],
        kinds: counts[4], characters: counts[5])
    }

    mutating func skip(_ count: Int) -> Bool {
      guard rest.count >= count else { return false }
      rest = rest.dropFirst(count)
      return true
    }

    mutating func integer(_ width: Int) -> Int64 {
      defer { rest = rest.dropFirst(width) }
      return Int64(bitPattern: rest.prefix(width).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }
}

extension [Int64] {
  /// The first index whose element fulfils the condition, in a sorted array.
  fileprivate func partitioningIndex(where condition: (Int64) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
