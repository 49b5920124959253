internal import GitStore
internal import Schema

/// Records of versions as bytes, in blocks that each carry a checksum.
///
/// A record names its parents and its fingerprint by their positions in the table before it.
enum VersionCodec {
  static let magic: UInt32 = 0x3156_4643  // "CFV1"
  static let headerLength = 20

  /// Returns the block of the versions of a table from one position to its end.
  static func block(of table: VersionTable, from start: Int) -> [UInt8] {
    var payload: [UInt8] = []
    var known = start == 0 ? 0 : table.fingerprintCount(before: start)
    for position in start..<table.count {
      let record = table.record(at: position)
      payload += record.id.bytes
      payload += record.schemaTree.bytes
      append(UInt32(record.parents.count), to: &payload)
      for parent in record.parents { append(UInt32(bitPattern: parent), to: &payload) }
      payload.append(record.flags | (record.change == nil ? 0 : hasChange))
      if let change = record.change { payload += change.bytes }
      append(UInt64(bitPattern: record.date.seconds), to: &payload)
      append(UInt32(bitPattern: Int32(record.date.offset)), to: &payload)
      append(UInt32(bitPattern: record.fingerprintNumber), to: &payload)
      if Int(record.fingerprintNumber) == known {
        append(UInt32(record.fingerprint.format), to: &payload)
        payload.append(record.fingerprint.includesAccess ? 1 : 0)
        payload += record.fingerprint.digest
        known += 1
      }
      for text in record.texts {
        append(UInt32(text.count), to: &payload)
        payload += text
      }
    }
    var block: [UInt8] = []
    append(magic, to: &block)
    append(UInt32(payload.count), to: &block)
    append(UInt32(table.count - start), to: &block)
    append(checksum(payload[...]), to: &block)
    return block + payload
  }

  /// Adds the versions of all blocks to a table; `nil` when a byte of them is not as it was written.
  static func decode(_ bytes: [UInt8]) -> VersionTable? {
    var table = VersionTable()
    var cursor = Cursor(bytes: bytes, position: 0, end: bytes.count)
    while cursor.position < bytes.count {
      guard cursor.uint32() == magic, let length = cursor.uint32(), let count = cursor.uint32(),
        let sum = cursor.uint64(), Int(length) <= bytes.count - cursor.position
      else { return nil }
      let end = cursor.position + Int(length)
      guard checksum(bytes[cursor.position..<end]) == sum else { return nil }
      table.reserve(table.count + min(Int(count), Int(length) / 80))
      var records = Cursor(bytes: bytes, position: cursor.position, end: end)
      for _ in 0..<count where !decodeRecord(&records, into: &table) { return nil }
      guard records.position == end else { return nil }
      cursor.position = end
    }
    return table
  }

  private static let hasChange: UInt8 = 0x80

  private static func decodeRecord(_ cursor: inout Cursor, into table: inout VersionTable) -> Bool {
    guard let id = cursor.objectID(), let tree = cursor.objectID(), let parentCount = cursor.uint32(),
      parentCount <= 4096
    else { return false }
    var parents: [Int32] = []
    for _ in 0..<parentCount {
      guard let parent = cursor.uint32(), parent < table.count else { return false }
      parents.append(Int32(parent))
    }
    guard let flags = cursor.byte() else { return false }
    var change: ChangeID?
    if flags & hasChange != 0 {
      guard let bytes = cursor.slice(ChangeID.byteCount) else { return false }
      change = ChangeID(bytes: bytes)
    }
    guard let seconds = cursor.uint64(), let offset = cursor.uint32(), let number = cursor.uint32() else {
      return false
    }
    if Int(number) == table.fingerprintCount {
      guard let format = cursor.uint32(), let access = cursor.byte(), let digest = cursor.slice(32) else {
        return false
      }
      _ = table.number(
        of: Fingerprint(format: Int(format), includesAccess: access == 1, digest: Array(digest)))
    }
    guard number < table.fingerprintCount else { return false }
    var texts: [ArraySlice<UInt8>] = []
    for _ in 0..<VersionTable.textsPerVersion {
      guard let length = cursor.uint32(), let text = cursor.slice(Int(length)) else { return false }
      texts.append(text)
    }
    table.append(
      id, parents: parents, change: change,
      date: CommitDate(seconds: Int64(bitPattern: seconds), offset: Int(Int32(bitPattern: offset))),
      schemaTree: tree, fingerprint: Int32(number), flags: flags & ~hasChange, texts: texts)
    return true
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Finds torn and damaged blocks; it is no protection against forgery, which the objects themselves are.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset + 8 <= buffer.count {
        sum =
          (sum ^ UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
          &* 0x9e37_79b9_7f4a_7c15
        sum ^= sum >> 29
        offset += 8
      }
      while offset < buffer.count {
        sum = (sum ^ UInt64(buffer[offset])) &* 0x9e37_79b9_7f4a_7c15
        sum ^= sum >> 29
        offset += 1
      }
    }
    return sum
  }
}

/// Reads numbers and pieces, little end first, and nothing beyond its end.
private struct Cursor {
  let bytes: [UInt8]
  var position: Int
  let end: Int

  mutating func slice(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= end - position else { return nil }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  mutating func byte() -> UInt8? { slice(1)?.first }

  mutating func uint32() -> UInt32? {
    slice(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
  }

  mutating func uint64() -> UInt64? {
    slice(8).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
  }

  mutating func objectID() -> ObjectID? { slice(ObjectID.byteCount).flatMap { ObjectID(bytes: $0) } }
}
