internal import CLibpq

/// The rows and the command tag of one statement.
///
/// Owns one `PGresult *`. Reading goes straight to libpq's memory; indices out of range read as NULL.
@safe package final class QueryResult: @unchecked Sendable {
  // Safe because a PGresult is never written after libpq handed it over.
  private let raw: OpaquePointer
  package let rowCount: Int
  package let columnCount: Int

  init(owning raw: OpaquePointer) {
    unsafe self.raw = raw
    rowCount = Int(unsafe PQntuples(raw))
    columnCount = Int(unsafe PQnfields(raw))
  }

  deinit { unsafe PQclear(raw) }

  package var columnNames: [String] {
    (0..<columnCount).map { column in
      unsafe PQfname(raw, Int32(column)).map { unsafe String(cString: $0) } ?? ""
    }
  }

  /// The index of a column; `nil` when there is none of that name.
  package func column(named name: String) -> Int? {
    columnNames.firstIndex { $0.utf8.elementsEqual(name.utf8) }
  }

  /// What the server says it did.
  package var tag: CommandTag {
    unsafe CommandTag(text: String(cString: PQcmdStatus(raw)), rows: Int(String(cString: PQcmdTuples(raw))))
  }

  package func isNull(_ row: Int, _ column: Int) -> Bool {
    unsafe PQgetisnull(raw, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column)) != 0
  }

  /// Lends the bytes of a cell, without a copy; empty for NULL.
  package func withBytes<R>(_ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    let start = unsafe PQgetvalue(raw, row, column)
    let count = unsafe start == nil ? 0 : Int(PQgetlength(raw, row, column))
    return unsafe body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The cell's text; empty for NULL.
  package func text(_ row: Int, _ column: Int) -> String {
    unsafe withBytes(row, column) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  package func optionalText(_ row: Int, _ column: Int) -> String? {
    isNull(row, column) ? nil : text(row, column)
  }

  /// The cell as a number; 0 for NULL and for what is no number.
  package func int64(_ row: Int, _ column: Int) -> Int64 { optionalInt64(row, column) ?? 0 }

  package func optionalInt64(_ row: Int, _ column: Int) -> Int64? {
    unsafe withBytes(row, column) { bytes in
      let isNegative = unsafe bytes.first == UInt8(ascii: "-")
      guard bytes.count > (isNegative ? 1 : 0) else { return nil }
      var value: Int64 = 0
      for index in (isNegative ? 1 : 0)..<bytes.count {
        let byte = unsafe bytes[index]
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
        let digit = Int64(byte - UInt8(ascii: "0"))
        let (sum, overflowedToo) = product.addingReportingOverflow(isNegative ? -digit : digit)
        guard !overflowed, !overflowedToo else { return nil }
        value = sum
      }
      return value
    }
  }

  /// The cell as a number; 0 for NULL and for what is no number.
  package func int(_ row: Int, _ column: Int) -> Int { Int(int64(row, column)) }

  package func optionalInt(_ row: Int, _ column: Int) -> Int? { optionalInt64(row, column).map { Int($0) } }

  /// Whether the cell is `t`; false for NULL.
  package func bool(_ row: Int, _ column: Int) -> Bool {
    unsafe withBytes(row, column) { unsafe $0.first == UInt8(ascii: "t") }
  }

  package func optionalBool(_ row: Int, _ column: Int) -> Bool? { isNull(row, column) ? nil : bool(row, column) }

  /// The bytes of a `bytea`; empty for NULL.
  package func bytes(_ row: Int, _ column: Int) -> [UInt8] {
    unsafe withBytes(row, column) { unsafe ValueText.bytes(ofBytea: Array($0)) }
  }

  /// The elements of an array; empty for NULL.
  package func textArray(_ row: Int, _ column: Int) -> [String?] {
    unsafe withBytes(row, column) { unsafe ValueText.elements(ofArray: $0) }
  }

  /// All rows, in order.
  package var rows: Rows { Rows(result: self) }

  /// The rows of a result as a collection.
  package struct Rows: RandomAccessCollection {
    fileprivate let result: QueryResult
    package var startIndex: Int { 0 }
    package var endIndex: Int { result.rowCount }
    package subscript(position: Int) -> Row { Row(result: result, index: position) }
  }
}

/// One row; the same accessors as ``QueryResult``, by column.
package struct Row: Sendable {
  package let result: QueryResult
  package let index: Int

  package func isNull(_ column: Int) -> Bool { result.isNull(index, column) }
  package func text(_ column: Int) -> String { result.text(index, column) }
  package func optionalText(_ column: Int) -> String? { result.optionalText(index, column) }
  package func int(_ column: Int) -> Int { result.int(index, column) }
  package func optionalInt(_ column: Int) -> Int? { result.optionalInt(index, column) }
  package func int64(_ column: Int) -> Int64 { result.int64(index, column) }
  package func optionalInt64(_ column: Int) -> Int64? { result.optionalInt64(index, column) }
  package func bool(_ column: Int) -> Bool { result.bool(index, column) }
  package func optionalBool(_ column: Int) -> Bool? { result.optionalBool(index, column) }
  package func bytes(_ column: Int) -> [UInt8] { result.bytes(index, column) }
  package func textArray(_ column: Int) -> [String?] { result.textArray(index, column) }
}

/// What a command says it did, such as `INSERT 0 3`.
package struct CommandTag: Sendable, Equatable {
  package let text: String
  /// Rows touched; `nil` for commands that do not count.
  package let rows: Int?
}
