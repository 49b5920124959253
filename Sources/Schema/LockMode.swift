/// The modes of a lock on a table, weakest first, as the chapter on explicit locking of PostgreSQL's manual orders them.
package enum LockMode: Int, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  case accessShare
  case rowShare
  case rowExclusive
  case shareUpdateExclusive
  case share
  case shareRowExclusive
  case exclusive
  case accessExclusive

  /// As `LOCK TABLE … IN … MODE` names it.
  package var description: String {
    switch self {
    case .accessShare: "ACCESS SHARE"
    case .rowShare: "ROW SHARE"
    case .rowExclusive: "ROW EXCLUSIVE"
    case .shareUpdateExclusive: "SHARE UPDATE EXCLUSIVE"
    case .share: "SHARE"
    case .shareRowExclusive: "SHARE ROW EXCLUSIVE"
    case .exclusive: "EXCLUSIVE"
    case .accessExclusive: "ACCESS EXCLUSIVE"
    }
  }

  /// Whether SELECT waits for it.
  package var blocksReads: Bool { self == .accessExclusive }
  /// Whether INSERT, UPDATE and DELETE wait for it.
  package var blocksWrites: Bool { self >= .share }

  package static func < (left: LockMode, right: LockMode) -> Bool { left.rawValue < right.rawValue }
}
