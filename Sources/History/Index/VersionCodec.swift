internal import GitStore
internal import Schema

/// Records of versions as bytes, in blocks that each carry a checksum.
///
/// A record names its parents and its fingerprint by their positions in the table before it.
enum VersionCodec {
  static let magic: UInt32 = 0x3356_4643  // "CFV3"
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
    append(checksum(payload), to: &block)
    return block + payload
  }

  /// Reads all blocks; `nil` when a byte of them is not as it was written.
  static func decode(_ bytes: [UInt8]) -> VersionTable? {
    bytes.withUnsafeBytes { buffer in
      var table = VersionTable()
      var cursor = Cursor(buffer)
      while !cursor.isAtEnd {
        guard cursor.uint32() == magic, let length = cursor.uint32(), let count = cursor.uint32(),
          let sum = cursor.uint64(), let payload = cursor.bytes(Int(length)), checksum(payload) == sum
        else { return nil }
        table.reserve(table.count + min(Int(count), payload.count / smallestRecord))
        var records = Cursor(payload)
        for _ in 0..<count where !decodeRecord(&records, into: &table) { return nil }
        guard records.isAtEnd else { return nil }
      }
      return table
    }
  }

  private static let hasChange: UInt8 = 0x80
  private static let smallestRecord = 73

  private static func decodeRecord(_ cursor: inout Cursor, into table: inout VersionTable) -> Bool {
    guard let id = cursor.objectID(), table.position(of: id) == nil, let tree = cursor.objectID(),
      let parentCount = cursor.uint32()
    else { return false }
    for _ in 0..<parentCount {
      guard let parent = cursor.uint32(), parent < table.count else { return false }
      table.append(parent: Int32(parent))
    }
    guard let flags = cursor.byte() else { return false }
    var change: ChangeID?
    if flags & hasChange != 0 {
      guard let high = cursor.highFirst(UInt64.self), let low = cursor.highFirst(UInt64.self) else { return false }
      change = ChangeID(high: high, low: low)
    }
    guard let seconds = cursor.uint64(), let offset = cursor.uint32(), let number = cursor.uint32() else {
      return false
    }
    if Int(number) == table.fingerprintCount {
      guard let format = cursor.uint32(), let access = cursor.byte(), let digest = cursor.bytes(32) else {
        return false
      }
      table.append(Fingerprint(format: Int(format), includesAccess: access == 1, digest: Array(digest)))
    }
    guard number < table.fingerprintCount else { return false }
    for _ in 0..<VersionTable.textsPerVersion {
      guard let length = cursor.uint32(), let text = cursor.bytes(Int(length)) else { return false }
      table.append(text: text)
    }
    table.finish(
      id, change: change,
      date: CommitDate(seconds: Int64(bitPattern: seconds), offset: Int(Int32(bitPattern: offset))), schemaTree: tree,
      fingerprint: Int32(number), flags: flags & ~hasChange)
    return true
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { checksum($0) } }

  /// Finds torn and damaged blocks; it is no protection against forgery, which the objects themselves are.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
    func add(_ word: UInt64) {
      sum = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
      sum ^= sum >> 29
    }
    var offset = 0
    while offset + 8 <= bytes.count {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    while offset < bytes.count {
      add(UInt64(bytes[offset]))
      offset += 1
    }
    return sum
  }
}

/// Reads numbers and pieces, and nothing beyond the end. Must not outlive the bytes it was given.
private struct Cursor {
  private let buffer: UnsafeRawBufferPointer
  private var position = 0

  init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

  var isAtEnd: Bool { position == buffer.count }

  mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count <= buffer.count - position else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<(position + count)])
  }

  private mutating func load<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard size <= buffer.count - position else { return nil }
    defer { position += size }
    return buffer.loadUnaligned(fromByteOffset: position, as: Number.self)
  }

  mutating func byte() -> UInt8? { load(UInt8.self) }
  mutating func uint32() -> UInt32? { load(UInt32.self).map(UInt32.init(littleEndian:)) }
  mutating func uint64() -> UInt64? { load(UInt64.self).map(UInt64.init(littleEndian:)) }

  /// A number whose highest byte comes first.
  mutating func highFirst<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
    load(type).map(Number.init(bigEndian:))
  }

  mutating func objectID() -> ObjectID? {
    guard let high = highFirst(UInt64.self), let middle = highFirst(UInt64.self), let low = highFirst(UInt32.self)
    else { return nil }
    return ObjectID(high: high, middle: middle, low: low)
  }
}
